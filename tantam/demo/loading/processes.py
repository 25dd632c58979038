"""The processes with their versions as the content says, the draft with its comments."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from tantam.demo.content import read
from tantam.demo.loading.business import House
from tantam.process.engine.bpmn import read as read_bpmn
from tantam.process.models import Comment, Process, Version

COMMENTS = [
    ("Nhánh “Không đủ” phải nói rõ khi nào từ chối, kẻo khách hỏi lại.", 3),
    ("Thu hộ thì hoàn tiền qua đâu? Thêm bước xin số tài khoản giúp chị.", 2),
]


def load_processes(house: House, *, now: datetime) -> None:
    """Write each version in the state and with the dates that the content gives it."""
    for entry in read("business")["processes"]:
        bpmn = files("tantam.demo.content").joinpath("processes", entry["file"]).read_text(encoding="utf-8")
        version = _version(entry, bpmn, house, now=now)
        if version.state == Version.State.DRAFT:
            _comment(version, bpmn, house, now=now)


def _version(entry: dict[str, Any], bpmn: str, house: House, *, now: datetime) -> Version:
    drawn = read_bpmn(bpmn.encode()).processes[0]
    process, _ = Process.objects.get_or_create(
        key=entry["key"],
        defaults={
            "name": drawn.name,
            "name_en": drawn.label("en"),
            "shape": drawn.care.shape or Process.Shape.LINEAR,
            "created_at": now - timedelta(days=300),
        },
    )
    published_at = now + timedelta(days=entry["published_on"]) if "published_on" in entry else None
    by = house.agents[entry["by"]]
    return Version.objects.create(
        process=process,
        number=entry["version"],
        state=Version.State(entry["state"]),
        bpmn=bpmn,
        sha256=hashlib.sha256(bpmn.encode()).hexdigest(),
        created_at=published_at or now - timedelta(days=4),
        created_by=by,
        changed_at=published_at or now - timedelta(days=1),
        published_at=published_at,
        published_by=by if published_at else None,
        publish_reason=entry.get("reason", {}).get("vi", ""),
        retired_at=now + timedelta(days=entry["retired_on"]) if "retired_on" in entry else None,
    )


def _comment(version: Version, bpmn: str, house: House, *, now: datetime) -> None:
    gateways = [node.id for node in read_bpmn(bpmn.encode()).nodes if node.kind == "exclusiveGateway"]
    for place, (text, days) in enumerate(COMMENTS):
        Comment.objects.create(
            version=version,
            node=gateways[min(place, len(gateways) - 1)],
            by=house.agents["uyen"],
            at=now - timedelta(days=days),
            text=text,
        )
