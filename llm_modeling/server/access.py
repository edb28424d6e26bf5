"""Who asks: the owner of a request's key, held to a number of requests a minute."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from llm_modeling.server.keys import ANYONE
from llm_modeling.server.problems import Problem, retry_after
from llm_modeling.server.service import service_of

_BEARER = HTTPBearer(auto_error=False, description="An API key, where the service has keys.")
_HEADER = APIKeyHeader(name="X-API-Key", auto_error=False, description="The same as a header of its own.")


def owner_of(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
    header: Annotated[str | None, Security(_HEADER)],
) -> str:
    """Return the name of the key's owner, `local` where the service has no keys; raises Problem."""
    service = service_of(request)
    owner: str | None = ANYONE
    if service.keys.digests:
        given = bearer.credentials if bearer is not None else header
        owner = None if given is None else service.keys.owner(given)
        if owner is None:
            missing = "send it as `Authorization: Bearer KEY`" if given is None else "this key is not known"
            raise Problem("unauthorized", missing, headers={"WWW-Authenticate": "Bearer"})
    assert owner is not None
    wait_s = service.rates.wait_s(owner)
    if wait_s > 0.0:
        most = service.settings.quotas.requests_per_minute
        raise Problem("too-many-requests", f"{most} requests a minute may be made", headers=retry_after(wait_s))
    return owner


Owner = Annotated[str, Depends(owner_of)]
