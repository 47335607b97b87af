"""Every figure's definition, in one place: pages, exports and documents read it from here."""

from kb.kpi.agent_measures import AGENTS, DEPARTMENTS
from kb.kpi.contributing.rules import CONTRIBUTIONS
from kb.kpi.honour_measures import HONOURS
from kb.kpi.measure import Measure
from kb.kpi.report_measures import REPORTS

MEASURES: dict[str, Measure] = {
    each.key: each for each in (*AGENTS, *DEPARTMENTS, *CONTRIBUTIONS, *REPORTS, *HONOURS)
}
