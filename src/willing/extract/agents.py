"""Who would do what a position is about."""

from __future__ import annotations

from willing.extract import clauses
from willing.extract.finding import Finding
from willing.extract.gazetteer import OUTLET
from willing.extract.references import Reference, References, Scene
from willing.model import OWN_STANCES, Stance


def agent_of(
    finding: Finding, holder: Reference, scene: Scene, references: References
) -> Reference:
    """Return who would act: the holder, the action's subject, or a party that its words name."""
    if finding.stance in OWN_STANCES or finding.stance is Stance.THREATEN:
        return holder
    if finding.agent is not None:
        found = (
            references.resolve(finding.agent, scene)
            or references.party_within(finding.agent, scene)
            or references.resolve(finding.agent, scene, holder=True)
        )
        if found:
            return found[0]
    if finding.complement is None:
        return holder
    within = references.party_within(finding.complement, scene)
    if within:
        return within[0]
    for node in clauses.branch(finding.complement):
        name = scene.names.get(node.i)
        if name is not None and name.sort != OUTLET and name.party.id != holder.party.id:
            return Reference(
                name.party, node.doc, name.start, name.end, because="named in the action"
            )
    return holder
