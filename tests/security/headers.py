"""What every answer must say to the browser, whatever it answers."""

from collections.abc import Iterator, Mapping

STAFF_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
INTAKE_POLICY = (
    "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'none'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
SANDBOX_POLICY = "sandbox; default-src 'none'"  # of files that are handed out
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def wrong(headers: Mapping[str, str], *, is_intake: bool) -> Iterator[str]:
    """What is missing or too open in the headers of one answer."""
    policy = headers.get("Content-Security-Policy", "")
    allowed = {INTAKE_POLICY} if is_intake else {STAFF_POLICY, SANDBOX_POLICY}
    if policy not in allowed:
        yield f"policy: {policy}"
    for name, value in EVERYWHERE.items():
        if headers.get(name) != value:
            yield f"{name}: {headers.get(name)}"
    if headers.get("Referrer-Policy") != ("no-referrer" if is_intake else "same-origin"):
        yield f"Referrer-Policy: {headers.get('Referrer-Policy')}"
    if "no-store" not in headers.get("Cache-Control", ""):
        yield f"Cache-Control: {headers.get('Cache-Control')}"
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        yield "Permissions-Policy"
    if "Access-Control-Allow-Origin" in headers:
        yield "another site may read it"
    if {"Server", "X-Powered-By"} & set(headers):
        yield "it names its program"
