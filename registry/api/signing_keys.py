"""The public keys by which slips are checked, for anybody and for ever."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api.fields import by_public_name, one, text
from registry.api.scalars import DateTime
from registry.store import signing_keys


class SigningKey(graphene.ObjectType):
    """签过回函的一把公钥（Ed25519）。 / A public key (Ed25519) that signed slips."""

    class Meta:
        default_resolver = by_public_name

    id = text("编号：公钥的 SHA-256 的开头。 / Its id: the beginning of the SHA-256 of the key.")
    pem = text("公钥，PEM。 / The key as PEM, as openssl reads it.")
    made_at = one(DateTime, "何时启用。 / When it was made.")


class SigningKeyQueries(graphene.ObjectType):
    """What can be asked about keys."""

    signing_keys = graphene.Field(
        graphene.List(graphene.NonNull(SigningKey)),
        required=True,
        description="签过回函的全部公钥，最近的在前。 / Every key that ever signed slips here, the latest first.",
    )

    @staticmethod
    def resolve_signing_keys(_root: None, _info: GraphQLResolveInfo) -> list[dict[str, Any]]:
        return [{"id": key.id, "pem": key.public_pem, "madeAt": key.made_at} for key in signing_keys.signing_keys()]
