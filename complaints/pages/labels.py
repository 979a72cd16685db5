"""Words for the codes that the page of a case names: one query however many lists they are from."""

from collections.abc import Collection

from django.db.models import CharField, Model, QuerySet, Value
from django.db.models.functions import Cast

from complaints.models import Alert
from institutions.models import Body, ConflictRule, FunnelStep, Ground, Guard, Stage

_COLUMNS = ("list", "order", "code", "basis", "label_en", "label_ru", "label_kk")


class CaseLabels:
    """The bars of the country, and the rules, stages, bodies and grounds that some alerts name."""

    def __init__(self, alerts: Collection[Alert]) -> None:
        rules = {alert.rule for alert in alerts}
        wanted = {
            Guard: rules,
            ConflictRule: rules,
            Stage: _codes(alerts, "after", "skipped"),
            Body: _codes(alerts, "bodies", "body", "competent"),
            Ground: _codes(alerts, "ground"),
        }
        steps = FunnelStep.objects.annotate(code=Cast("milestone", CharField()), basis=Value(""))
        lists = [_named(model, codes) for model, codes in wanted.items() if codes]
        rows = _listed(FunnelStep, steps).union(*lists, all=True)
        self._labels: dict[str, dict[str, str]] = {}
        self.bases: dict[str, str] = {}  # code of a rule about conflicts -> what it rests on
        for name, _order, code, basis, *labels in sorted(rows):
            self._labels.setdefault(name, {})[code] = _label(labels)
            if basis:
                self.bases[code] = basis

    def of(self, model: type[Model]) -> dict[str, str]:
        """Code -> label in the reader's language, in the order of the pack."""
        return self._labels.get(model.__name__, {})

    def steps(self) -> dict[int, str]:
        """Milestone -> what the country calls its bar, in order."""
        return dict(sorted((int(code), label) for code, label in self.of(FunnelStep).items()))


def listed(value: object) -> list[str]:
    """The codes in a detail of an alert, which may be one, several or none."""
    if isinstance(value, list):
        return [str(item) for item in value]
    return [str(value)] if value else []


def _label(labels: Collection[str]) -> str:
    """The one in the reader's language, which every row of a pack knows how to choose."""
    return Stage(**dict(zip(_COLUMNS[-3:], labels, strict=True))).label


def _codes(alerts: Collection[Alert], *names: str) -> set[str]:
    return {code for alert in alerts for name in names for code in listed(alert.details.get(name))}


def _named(model: type[Model], codes: Collection[str]) -> QuerySet:
    rows = model.objects.filter(code__in=codes)
    return _listed(model, rows if model is ConflictRule else rows.annotate(basis=Value("")))


def _listed(model: type[Model], rows: QuerySet) -> QuerySet:
    return rows.annotate(list=Value(model.__name__)).values_list(*_COLUMNS)
