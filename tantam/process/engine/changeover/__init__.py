"""Running instances from one version of a process to another: which element becomes which, and what may not go."""

from tantam.process.engine.changeover.crossing import Crossed, Crossing
from tantam.process.engine.changeover.mapping import NodeMap, check_map, fits, holds, propose, receivers
from tantam.process.engine.changeover.objections import Objection

__all__ = ["Crossed", "Crossing", "NodeMap", "Objection", "check_map", "fits", "holds", "propose", "receivers"]
