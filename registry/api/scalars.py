"""Scalars of our own: days and times as they are typed, and facts as JSON."""

import base64
import binascii
from datetime import date
from typing import Any

import graphene
from graphql import GraphQLError, StringValueNode, ValueNode


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise GraphQLError('This must be a text, as in "2025-03-01".')
    return value


class _AsTyped:
    """A day or a time goes in as it was typed, so that one service reads it for every door and says what is wrong."""

    @staticmethod
    def serialize(value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()

    @staticmethod
    def parse_value(value: Any) -> str:
        return _text(value)

    @staticmethod
    def parse_literal(node: ValueNode, _variables: Any = None) -> str:
        return _text(node.value if isinstance(node, StringValueNode) else None)


class Date(_AsTyped, graphene.Scalar):
    """日期，写作 2025-03-01。 / A day, as in 2025-03-01."""


class DateTime(_AsTyped, graphene.Scalar):
    """ISO 8601 时间；填写时也可只写日期，指该日结束时。 / An ISO 8601 time; as input also a day, meaning its end."""


class JSON(graphene.Scalar):
    """任意 JSON 值，只出现在答复中。 / Any JSON value; in answers only."""

    @staticmethod
    def serialize(value: Any) -> Any:
        return value

    @staticmethod
    def parse_value(_value: Any) -> Any:
        raise GraphQLError("JSON is in answers only.")

    @staticmethod
    def parse_literal(_node: ValueNode, _variables: Any = None) -> Any:
        raise GraphQLError("JSON is in answers only.")


class Bytes(graphene.Scalar):
    """文件的内容，写作 base64（RFC 4648，不换行）。 / What a file holds, in base64 (RFC 4648, without line ends)."""

    @staticmethod
    def serialize(value: bytes) -> str:
        return base64.b64encode(value).decode()

    @staticmethod
    def parse_value(value: Any) -> bytes:
        try:
            return base64.b64decode(_text(value), validate=True)
        except (binascii.Error, ValueError):
            raise GraphQLError("This must be base64, as RFC 4648 has it.") from None

    @staticmethod
    def parse_literal(node: ValueNode, _variables: Any = None) -> bytes:
        return Bytes.parse_value(node.value if isinstance(node, StringValueNode) else None)
