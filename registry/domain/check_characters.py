"""Numbers that are read aloud and typed again: their check digits, and what was typed in one plain spelling."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NOT_MEANT = str.maketrans({"—": "", "－": "", "–": "", "_": "", "-": "", " ": "", "\u3000": ""})
LONGEST_TYPED = 60

_MODULUS, _CHECK = 97, 2
_YEAR, _POSITION = 4, 5
_EARLIER_MODULUS, _EARLIER_CHECK = len(_ALPHABET), 1


def check_digits(body: str) -> str:
    """The two check digits of letters and digits, by ISO/IEC 7064, MOD 97-10; hyphens do not count.

    Digits alone, because they are told over the telephone. Among the digits, the check digits included, they find out
    every single wrong one, every two neighbours swapped, and every two swapped with one between them.
    """
    spelt = "".join(str(_ALPHABET.index(character)) for character in body.replace("-", ""))
    return f"{_MODULUS + 1 - int(spelt + '0' * _CHECK) % _MODULUS:02d}"


def checked_number(prefix: str, place: str, year: int, position: int) -> str:
    """A number to be read aloud: prefix, place, year, the position in it with five digits or more, check digits."""
    body = f"{prefix}-{place}-{year}-{position:0{_POSITION}d}"
    return f"{body}-{check_digits(body)}"


def as_checked_number(typed: str, prefix: str, place_length: int) -> str | None:
    """What was typed as a checked number, in its own spelling; None where it cannot be one.

    Small letters, full-width characters, blanks and missing hyphens do not matter. Numbers of before MOD 97-10 had one
    check character behind five digits: they are shorter than any of today, and still hold. So a number of today that
    lost a digit is taken for one of them once in 36 times; it is then not on file.
    """
    plain = as_typed(typed)
    place_ends = len(prefix) + place_length
    year_ends = place_ends + _YEAR
    is_earlier = len(plain) == year_ends + _POSITION + _EARLIER_CHECK
    check = len(plain) - (_EARLIER_CHECK if is_earlier else _CHECK)
    position = plain[year_ends:check]
    if not plain.startswith(prefix) or not _is_whole(plain[len(prefix) : check], position):
        return None
    body, given = plain[:check], plain[check:]
    if given != (_earlier_character(body) if is_earlier else check_digits(body)):
        return None
    return f"{prefix}-{plain[len(prefix) : place_ends]}-{plain[place_ends:year_ends]}-{position}-{given}"


def _is_whole(digits: str, position: str) -> bool:
    """Whether there are digits only, and as many of the position as are ever written."""
    padded = len(position) == _POSITION or (len(position) > _POSITION and position[0] != "0")
    return padded and digits.isascii() and digits.isdecimal()


def as_typed(typed: str) -> str:
    """What was typed, plainly: small letters, full-width characters, blanks and hyphens do not matter."""
    return "".join(_narrow(c) for c in typed.strip()[:LONGEST_TYPED]).upper().translate(_NOT_MEANT)


def _earlier_character(body: str) -> str:
    """The check character of ISO/IEC 7064, MOD 37,36: every single wrong one, but not every two swapped."""
    carried = _EARLIER_MODULUS
    for character in body:
        carried = (carried + _ALPHABET.index(character)) % _EARLIER_MODULUS or _EARLIER_MODULUS
        carried = carried * 2 % (_EARLIER_MODULUS + 1)
    return _ALPHABET[(1 - carried) % _EARLIER_MODULUS]


def _narrow(character: str) -> str:
    """A full-width letter, digit or hyphen as its plain one."""
    return chr(ord(character) - 0xFEE0) if "！" <= character <= "～" else character
