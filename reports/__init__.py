"""Reading only: the funnel, survival, official figures. Nothing here writes a case."""
