"""Reads an Authentication-Results field with authres and tells what it found as JSON."""
import json
import sys

sys.path.append("/usr/lib/python3/dist-packages")
import authres  # noqa: E402

field = authres.AuthenticationResultsHeader.parse(sys.stdin.read().strip())
json.dump(
    {
        "id": field.authserv_id,
        "results": [
            [each.method, each.result, {f"{p.type}.{p.name}": p.value for p in each.properties}]
            for each in field.results
        ],
    },
    sys.stdout,
)
