"""How does a program's first hour with the club go, as commands? The same that docs/api.md tells; a test runs all of them in a shell."""

from typing import Final

# What stands for the club's address, here and in docs/api.md.
SOMEWHERE: Final = "https://club.example"

_WRITTEN: Final = {
    "me": """\
curl https://club.example/api/v1/me \\
  -H "Authorization: Bearer $EXIBIDOS_TOKEN"
""",
    "wall": """\
curl "https://club.example/api/v1/images?limit=2"
""",
    "next": """\
wall="https://club.example/api/v1/images?limit=2"
cursor=$(curl "$wall" | jq -r .next)
curl "$wall&cursor=$cursor"
""",
    "changes": """\
wall="https://club.example/api/v1/images"
curl "$wall?updated_since=2026-01-01T00:00:00Z"
""",
    "upload": """\
token="Authorization: Bearer $EXIBIDOS_TOKEN"
json="Content-Type: application/json"
sha256=$(sha256sum photo.jpg | cut -d " " -f 1)

# 1. Promise the file.
curl https://club.example/api/v1/uploads \\
  -H "$token" -H "$json" \\
  -H "Idempotency-Key: promise-$sha256" \\
  -d "{
    \\"size\\": $(wc -c < photo.jpg),
    \\"content_type\\": \\"image/jpeg\\",
    \\"sha256\\": \\"$sha256\\"
  }" > promise.json

# 2. Send its bytes where and as the answer says.
jq -r '.headers | to_entries[] | .key + ": " + .value' \\
  promise.json > headers
curl -X PUT "$(jq -r .url promise.json)" \\
  -H @headers --data-binary @photo.jpg

# 3. Make a photo of it.
curl https://club.example/api/v1/images \\
  -H "$token" -H "$json" \\
  -H "Idempotency-Key: publish-$sha256" \\
  -d "{
    \\"upload_id\\": $(jq .upload_id promise.json),
    \\"declared\\": true,
    \\"title\\": \\"Serra\\"
  }" > photo.json
""",
    "wait": """\
id=$(jq -r .id photo.json)
curl https://club.example/api/v1/images/$id \\
  -H "Authorization: Bearer $EXIBIDOS_TOKEN"
""",
    "problem": """\
id=0190a5a0-0000-7000-8000-000000000000
curl -i https://club.example/api/v1/images/$id \\
  -H "Accept-Language: en"
""",
}


def examples(url: str) -> dict[str, str]:
    """Return the commands by their names, for the club that answers at this address."""
    return {name: written.rstrip().replace(SOMEWHERE, url) for name, written in _WRITTEN.items()}
