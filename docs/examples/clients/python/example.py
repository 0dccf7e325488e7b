"""Check, submit and page with the client that was made: REGISTRY=http… TOKEN=tr_… python example.py"""

import os
from datetime import date

from registry_client import CheckInput, Client, DelegationInput, DemandForm, SubmitRequestInput


def main() -> None:
    client = Client(os.environ["REGISTRY"] + "/graphql", {"Authorization": "Bearer " + os.environ["TOKEN"]})

    lifts = DelegationInput(matter="特种设备安全监督检查", form=[DemandForm.TERRITORIAL])
    asked = CheckInput(place="620102001000", department="县市场监督管理局", delegation=lifts)
    verdict = client.check(asked).check
    print(verdict.outcome.value, verdict.leading_ground)

    floods = DelegationInput(matter="防汛抗旱")
    given = SubmitRequestInput(places=["620102002000"], delegation=floods, idempotencyKey="python-1")
    told = client.submit(given).submit_request
    if told is None or told.request is None:
        raise SystemExit(told.errors if told else "nothing was answered")
    print(told.request.number, told.request.cases[0].status.value)

    matters, after, more = set[str](), None, True
    while more:
        page = client.duties_as_of("620102001000", on=date(2026, 11, 23), after=after).list_.duties
        matters |= {duty.matter for duty in page.nodes}
        more, after = page.page_info.has_next_page, page.page_info.end_cursor
    print(len(matters), "matters")


if __name__ == "__main__":
    main()
