"""Does somebody search the jury's input space through its scores? Pure numpy: a client's sheets in, a finding out.

A query is judged by what the client asked before and by nothing else: three questions, each from the literature on
stolen models, each with thresholds that ordinary use was measured against (docs/decisions/0013-guard.md).

* `links`: are there too many slight variations of one sheet, or of many? (Grids, sweeps, line searches,
  near-duplicates and probes of small neighbourhoods; after Juuti et al. 2019, "PRADA", who watch how near queries lie
  to each other.)
* `coherence`: do the answers of different sheets hang together as those of startups do? (Random and space-filling
  probes; after Tramèr et al. 2016, whose attackers draw inputs that no real data would hold.)
* repeats: is the same sheet asked over and over? (Membership inference, Shokri et al. 2017.)
"""

from scoring.core.guard.holding import hold_after
from scoring.core.guard.judging import Finding, Kept, judge
from scoring.core.guard.reference import Reference

__all__ = ["Finding", "Kept", "Reference", "hold_after", "judge"]
