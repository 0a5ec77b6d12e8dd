-- SPDX-License-Identifier: Apache-2.0
-- Reads of known resources, one after the other. Their paths come from a file with one path in each line.
local paths = {}
for line in io.lines(os.getenv("BENCH_PATHS")) do
  paths[#paths + 1] = line
end
local key = os.getenv("BENCH_KEY")
if key ~= nil and key ~= "" then
  wrk.headers["authorization"] = "Bearer " .. key
end
local requests = {}
local next = 0

init = function(args)
  for i, path in ipairs(paths) do
    requests[i] = wrk.format("GET", path)
  end
end

request = function()
  next = next % #requests + 1
  return requests[next]
end
