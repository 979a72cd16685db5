"""The world as it is: bodies, places, law and the path of a case, loaded from a country pack and dated."""
