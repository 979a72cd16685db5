"""What the database keeps of letters that were written: every one opened with its code, and nothing kept by halves.

Runs in the process that has the database: `python -m bench.letters_kept < letters.json`.
"""

import json
import sys


def compare(letters: list[dict[str, str]]) -> dict[str, object]:
    """Opens each letter with its code. `letters` have receipt, story and file (hexadecimal digits, or empty)."""
    from complaints.intake.returning import case_of
    from complaints.models import Attachment, Writing
    from vault.keyrings import keyring_of_receipt

    unknown, differing_texts, differing_files, doubled_files = 0, 0, 0, 0
    for letter in letters:
        case = case_of(letter["receipt"])
        if case is None:
            unknown += 1
            continue
        keyring = keyring_of_receipt(letter["receipt"])
        writings = Writing.objects.filter(case=case).select_related("envelope__data_key__safe")
        files = Attachment.objects.filter(case=case).select_related("original__data_key__safe")
        texts = [keyring.open_text(writing.envelope) for writing in writings]
        contents = [b"".join(keyring.open_file(file.original)) for file in files]
        wanted = bytes.fromhex(letter["file"])
        differing_texts += texts != [letter["story"]]
        differing_files += set(contents) != ({wanted} if wanted else set())
        doubled_files += len(contents) > 1
    return {
        "unknown": unknown,
        "differing_texts": differing_texts,
        "differing_files": differing_files,
        "doubled_files": doubled_files,
    }


def halves() -> dict[str, int]:
    """How many rows stand without what belongs to them, by kind; only kinds that have any."""
    from django.db.models import Count, F, Q

    from complaints.models import Attachment, Case, IntakeFile, Letter
    from vault.models import DataKey, Envelope, Receipt, Safe, SealedFile

    own = Case.objects.filter(data_set="own")
    attached = Attachment.objects.values("original")
    counted = {
        "cases without a safe": own.filter(safe=None).count(),
        "cases without a letter": own.filter(letter=None).count(),
        "cases without a complaint": own.filter(complaints=None).count(),
        "cases without an event": own.filter(events=None).count(),
        "cases without a consent": own.filter(consents=None).count(),
        "letters without a receipt": Letter.objects.filter(case__safe__receipt=None).count(),
        "safes without a case": Safe.objects.filter(case=None).count(),
        "safes without two compartments": Safe.objects.annotate(n=Count("data_keys")).exclude(n=2).count(),
        "keys that nobody holds": DataKey.objects.filter(wraps=None).count(),
        "receipts without a key": Receipt.objects.filter(wraps=None).count(),
        "envelopes of nothing": Envelope.objects.filter(
            ~Q(pk__in=_envelopes_in_use()),
        ).count(),
        "files of nothing": SealedFile.objects.exclude(pk__in=attached.exclude(original=None)).count(),
        "files with missing parts": SealedFile.objects.annotate(n=Count("sealed_parts")).exclude(n=F("parts")).count(),
        "drafts with files without parts": IntakeFile.objects.filter(parts=None).count(),
    }
    return {kind: number for kind, number in counted.items() if number}


def _envelopes_in_use() -> set[int]:
    from complaints.models import Attachment, Identity, Writing

    columns = ((Writing, "envelope"), (Identity, "envelope"), (Attachment, "description"))
    return {pk for model, column in columns for pk in model.objects.values_list(column, flat=True)}


def breaches() -> list[str]:
    """What the audit, verified, complains of."""
    from accounts.audit_verification import verify

    return [str(breach) for breach in verify().breaches]


def main() -> None:
    """Reads letters, prints what was found."""
    import django

    django.setup()
    from complaints.models import Case

    found = compare(json.load(sys.stdin))
    found["cases"] = Case.objects.filter(data_set="own").count()
    json.dump(found | {"halves": halves(), "breaches": breaches()}, sys.stdout)


if __name__ == "__main__":
    main()
