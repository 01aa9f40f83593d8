"""The few words that plans are read by; a percentage, a box or a date needs none of them.

All are folded: small letters, no accents. docs/guides/plans.md lists them.
"""

import re
from unicodedata import combining, normalize

# What says that something is done, at the end of a heading or as a `status`.
DONE = (
    # English
    *("done", "complete", "completed", "finished", "shipped"),
    # French
    *("termine", "terminee", "termines", "terminees", "completee", "completes", "completees"),
    *("acheve", "achevee", "fini", "finie", "fait", "finalise", "finalisee"),
    # German, Dutch, Swedish, Finnish
    *("fertig", "erledigt", "abgeschlossen", "klaar", "voltooid", "klar", "fardig", "valmis"),
    # Spanish, Portuguese, Italian
    *("hecho", "completado", "completada", "terminado", "terminada", "concluido", "concluida"),
    *("completato", "completata", "fatto"),
    # Polish, Czech, Russian, Ukrainian, Turkish
    *("gotowe", "zakonczone", "hotovo", "готово", "завершено", "выполнено", "виконано"),
    "tamamland\u0131",
    # Chinese, Japanese, Korean
    *("完成", "已完成", "完了", "완료"),
)
# What says that a percentage is progress.
PROGRESS = (
    *("progress", "progression", "progres", "avancement", "completion", "fortschritt"),
    *("progreso", "avance", "progresso", "avanzamento", "voortgang", "postep", "framsteg"),
    *("ilerleme", "прогресс", "прогрес", "进度", "進度", "進捗", "진행률", "진행"),
    *DONE,
)
# What says that it is not: of something measured or wanted.
MEASURED = (
    *("coverage", "couverture", "abdeckung", "cobertura", "copertura", "cpu", "memory", "memoire"),
    *("disk", "disque", "uptime", "availability", "disponibilite", "error", "errors", "erreur"),
    *("erreurs", "success", "succes", "reussite", "rate", "taux", "accuracy", "precision"),
    *("latency", "latence", "threshold", "seuil", "target", "objectif", "goal", "objective"),
    *(
        "discount",
        "growth",
        "confidence",
        "understanding",
        "budget",
        "sla",
        "slo",
        "min",
        "max",
        "minimum",
    ),
)
# What says that a figure is wanted, and not reached.
WANTED = (
    *("target", "targets", "goal", "goals", "objective", "objectives", "objectif", "objectifs"),
    *("cible", "cibles", "should", "must", "want", "aim", "doit", "doivent", "viser", "vise"),
    *("sla", "slo", "requirement", "requirements", "exigence", "expected", "attendu", "budget"),
    *("if", "si", "when", "until", "todo", "planned", "prevu", "ziel", "soll", "objetivo"),
)
# What is said to have become better, or by how much.
BETTER = (
    *("faster", "quicker", "slower", "smaller", "cheaper", "better", "less", "fewer", "more"),
    *("performance", "performances", "speed", "speedup", "throughput", "latency", "rapide"),
    *("rapides", "vite", "superieur", "superieure", "superieures", "superieurs", "vitesse"),
    *("debit", "latence", "mieux", "moins", "plus", "schneller", "leistung", "rapido", "veloce"),
)
# What nobody can see in the plan itself; each is a claim.
BOASTS = (
    *("production ready", "production-ready", "ready for production", "battle tested"),
    *("battle-tested", "bug free", "bug-free"),
    *("pret pour la production", "prete pour la production", "prets pour la production"),
    *("pret pour le deploiement en production", "prets pour le deploiement en production"),
    *("prete pour le deploiement en production", "entierement teste", "fully tested"),
)
# Months by their first letters, in the languages where people write days out.
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january janvier januar enero gennaio januari janeiro jan",
            "february fevrier februar febrero febbraio februari fevereiro feb fevr",
            "march mars marz marzo maart marco mar",
            "april avril abril aprile apr avr",
            "may mai mayo maggio mei maio",
            "june juin juni junio giugno junho jun",
            "july juillet juli julio luglio julho jul juil",
            "august aout agosto augustus aug",
            "september septembre septiembre settembre setembro sep sept",
            "october octobre oktober octubre ottobre outubro oct okt",
            "november novembre noviembre novembro nov",
            "december decembre dezember diciembre dicembre december dezembro dec dez",
        ),
        1,
    )
    for name in names.split()
}
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")


def folded(text: str) -> str:
    """Return a text in small letters without accents; it may have another length."""
    if text.isascii():
        return text.lower()
    parts = normalize("NFKD", text.casefold())
    return normalize("NFC", "".join(one for one in parts if not combining(one)))


def words(text: str) -> set[str]:
    """Return the words of a text, folded."""
    return set(_WORD.findall(folded(text)))
