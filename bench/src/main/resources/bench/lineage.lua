-- SPDX-License-Identifier: Apache-2.0
-- Pairs of START and COMPLETE of OpenLineage, each of a run of its own, with two inputs and one output: every other run
-- is of one hot job, the others of fifty jobs in turn.
wrk.method = "POST"
wrk.path = "/api/v1/lineage"
local headers = {}
headers["content-type"] = "application/json"
headers["authorization"] = "Bearer " .. os.getenv("BENCH_KEY")

math.randomseed(os.time())
local series = math.random(0, 0xffffff)
local counter = 0
local facet = '"_producer":"https://example.org/bench","_schemaURL":"https://openlineage.io/spec/facets/'
local form = '{"eventType":"%s","eventTime":"%s.%06dZ","producer":"https://example.org/bench",'
  .. '"schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",'
  .. '"run":{"runId":"%06x00-0000-4000-8000-%012x","facets":{"nominalTime":{' .. facet
  .. '1-0-1/NominalTimeRunFacet.json","nominalStartTime":"2026-01-01T00:00:00Z"}}},'
  .. '"job":{"namespace":"bench","name":"%s"},'
  .. '"inputs":[{"namespace":"warehouse","name":"raw.orders.%d"},{"namespace":"warehouse","name":"raw.customers"}],'
  .. '"outputs":[{"namespace":"warehouse","name":"%s"}]}'

request = function()
  local run = math.floor(counter / 2)
  local kind = counter % 2 == 0 and "START" or "COMPLETE"
  local job = run % 2 == 0 and "hot" or "job." .. run % 50
  counter = counter + 1
  local body = string.format(form, kind, os.date("!%Y-%m-%dT%H:%M:%S"), counter % 1000000, series, run, job, run % 50,
    "clean." .. job)
  return wrk.format(nil, nil, headers, body)
end
