"""`registry people …`: the first administrator, and whoever cannot be helped in the app any more."""

from datetime import UTC, datetime

import click
from flask import current_app

from registry.cli.opening import PLACE, opened, told_plainly
from registry.domain.actors import Role
from registry.domain.people import INVITATION_HOLDS, RESET_HOLDS
from registry.services import people_keeping
from registry.services.people_keeping import OPERATOR, LinkGiven, Typed


@click.group()
def people() -> None:
    """Invite people, give links to set a password, take codes off. Administrators do the same at /people."""


@people.command()
@click.argument("sign_in_name")
@click.option("--name", required=True, help="the person's own name")
@click.option("--role", required=True, type=click.Choice([role.value.lower() for role in Role]), help="what they are")
@click.option("--place", type=PLACE, required=True, help="where: name or code of a division")
@click.option("--unit", default="", help="for which unit there: name or code")
@click.option("--mail", default="", help="their mail address")
def invite(*, sign_in_name: str, name: str, role: str, place: str, unit: str, mail: str) -> None:
    """Put a person on record and print the link by which they set their password, shown this once."""
    typed = Typed(name, role.upper(), place, unit, mail)
    with told_plainly(), opened():
        _tell(people_keeping.invite(sign_in_name, typed, by_hand=True, actor=OPERATOR, now=datetime.now(UTC)))


@people.command()
@click.argument("sign_in_name")
def link(sign_in_name: str) -> None:
    """Print a link by which a person sets a password, shown this once; earlier ones serve no more."""
    with told_plainly(), opened():
        _tell(people_keeping.start_reset(sign_in_name, by_hand=True, actor=OPERATOR, now=datetime.now(UTC)))


@people.command(name="code-off")
@click.argument("sign_in_name")
def code_off(sign_in_name: str) -> None:
    """Ask for no code of a person's phone any more, where it was lost and no administrator is left."""
    with told_plainly(), opened():
        person = people_keeping.take_factor_off(sign_in_name, actor=OPERATOR, now=datetime.now(UTC))
        click.echo(f"{person.sign_in_name} signs in without a code")


def _tell(given: LinkGiven) -> None:
    address = current_app.config["SETTINGS"].address.strip().rstrip("/")
    click.echo(f"{address}/link/{given.key}")
    hours, days = int(RESET_HOLDS.total_seconds() // 3600), INVITATION_HOLDS.days
    click.echo(f"once; {days} days for an invitation, {hours} hour for a reset", err=True)
