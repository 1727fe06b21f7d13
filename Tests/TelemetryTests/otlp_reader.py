"""Reads a body of OTLP/HTTP in JSON with OpenTelemetry's own messages and prints its spans, a line each, sorted.

An unknown field, or a value of another type than the protocol's, is an error.
"""

import base64
import json
import sys

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

IDS = {"traceId", "spanId", "parentSpanId"}
GIVEN = "4bf92f3577b34da6a3ce929d0e0e4736"


def in_base64(value):
    """The only deviation of OTLP from ProtoJSON: ids are hexadecimal there."""
    if isinstance(value, dict):
        return {
            key: base64.b64encode(bytes.fromhex(member)).decode() if key in IDS else in_base64(member)
            for key, member in value.items()
        }
    return [in_base64(element) for element in value] if isinstance(value, list) else value


with open(sys.argv[1], encoding="utf-8") as file:
    request = json_format.ParseDict(in_base64(json.load(file)), ExportTraceServiceRequest())

lines = []
for resource in request.resource_spans:
    assert resource.resource.attributes, "no resource"
    for scope in resource.scope_spans:
        assert scope.scope.name == "aura-platform", scope.scope
        for span in scope.spans:
            assert len(span.trace_id) == 16 and len(span.span_id) == 8 and len(span.parent_span_id) in (0, 8), span
            assert 0 < span.start_time_unix_nano <= span.end_time_unix_nano, span
            assert all(attribute.value.WhichOneof("value") for attribute in span.attributes), span
            parts = [span.name, Span.SpanKind.Name(span.kind), Status.StatusCode.Name(span.status.code)]
            if span.trace_id.hex() == GIVEN:
                parts.append(GIVEN)
            if span.name == "POST /chat":
                parts.append(span.parent_span_id.hex())
            lines.append(" ".join(parts))
print("\n".join(sorted(lines)))
