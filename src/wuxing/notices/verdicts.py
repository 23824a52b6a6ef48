"""What an answer of a mail server means for a mail."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a try ended. `is_final`: this address or this mail will never be taken. `is_in_doubt`: it may have left.

    `is_server_gone`: nothing else can be sent now either.
    """

    is_sent: bool = False
    is_final: bool = False
    is_in_doubt: bool = False
    is_server_gone: bool = False
    said: str = ""


def verdict_on(error: Exception) -> Verdict:
    """5xx about the recipient or the content is final (RFC 5321 4.2.1); all else is tried again."""
    said = _said(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
        return Verdict(is_final=all(code >= 500 for code in codes), said=said)
    if isinstance(error, smtplib.SMTPDataError):
        return Verdict(is_final=error.smtp_code >= 500, said=said)
    if isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPHeloError | smtplib.SMTPAuthenticationError):
        return Verdict(is_server_gone=True, said=said)
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPNotSupportedError):
        return Verdict(is_server_gone=True, said=said)  # our own settings: the next mail fares no better
    if isinstance(error, ConnectionRefusedError):
        return Verdict(is_server_gone=True, said=said)
    if isinstance(error, OSError):  # also SMTPServerDisconnected and time-outs: after the text was sent, who knows
        return Verdict(is_in_doubt=True, is_server_gone=True, said=said)
    return Verdict(is_final=True, said=said)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return f"{code} {_text(text)}"[:200]
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"[:200]
    return (str(error) or type(error).__name__)[:200]


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
