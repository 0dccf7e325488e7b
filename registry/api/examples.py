"""A handful of operations to begin with: shown beside the reference, ready in the console, and run by a test."""

import json
from dataclasses import dataclass, field
from typing import Any

TOWNSHIP = "620102001000"
LIFTS = {"matter": "特种设备安全监督检查", "form": ["TERRITORIAL"]}


@dataclass(frozen=True, slots=True)
class Example:
    """One operation with its variables. `needs_token`: it is refused without one; `acts`: it does something."""

    code: str
    text: str
    given: dict[str, Any] = field(default_factory=dict)
    needs_token: bool = False
    acts: bool = False

    def as_data(self) -> dict[str, Any]:
        """What the pages show of it."""
        written = json.dumps(self.given, ensure_ascii=False, indent=2) if self.given else ""
        told = {"code": self.code, "text": self.text, "variables": written}
        return {**told, "needsToken": self.needs_token, "acts": self.acts}


EXAMPLES = (
    Example(
        "check",
        """query ($input: CheckInput!) {
  check(input: $input) {
    outcome
    summary
    grounds { code citation text }
    cure { text }
  }
}
""",
        {"input": {"place": TOWNSHIP, "department": "县市场监督管理局", "delegation": LIFTS}},
    ),
    Example(
        "checks",
        """query ($inputs: [CheckInput!]!) {
  checks(inputs: $inputs) {
    verdict { kind outcome summary }
    errors { code path message }
  }
}
""",
        {
            "inputs": [
                {"place": TOWNSHIP, "department": "县市场监督管理局", "delegation": LIFTS},
                {"place": TOWNSHIP, "department": "县民政局", "certificateDemand": {"certificate": "居住证明"}},
            ]
        },
    ),
    Example(
        "list",
        """query ($place: String!, $on: Date) {
  list(place: $place, on: $on) {
    edition { code documentNumber effectiveOn sample }
    duties(tier: SUPPORTING, first: 10) {
      nodes { number matter townshipShare shares { department duties } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
""",
        {"place": TOWNSHIP, "on": "2026-01-01"},
    ),
    Example(
        "admission",
        """query ($number: String!) {
  admission(number: $number) {
    number
    holds
    validityText
    matter
    placeName
    lastValidDay
  }
}
""",
        {"number": "ZR-620102-2026-00123-7"},
    ),
    Example(
        "changes",
        """query ($after: String) {
  changes(after: $after, first: 5, of: [EDITION]) {
    changes { id position kind key deleted at }
    endCursor
    hasMore
  }
}
""",
        {"after": None},
    ),
    Example(
        "submit",
        """mutation ($input: SubmitRequestInput!) {
  submitRequest(input: $input) {
    request { number cases { number placeName status } }
    errors { code path message }
  }
}
""",
        {
            "input": {
                "places": [TOWNSHIP],
                "delegation": {"matter": "防汛抗旱"},
                "idempotencyKey": "my-system-000001",
            }
        },
        needs_token=True,
        acts=True,
    ),
)
