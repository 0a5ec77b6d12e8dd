-- SPDX-License-Identifier: Apache-2.0
-- Creates that are all distinct: the text @NAME@ in the body becomes the run's prefix and a number.
wrk.method = "POST"
wrk.path = os.getenv("BENCH_PATH")
wrk.headers["content-type"] = "application/json"
local key = os.getenv("BENCH_KEY")
if key ~= nil and key ~= "" then
  wrk.headers["authorization"] = "Bearer " .. key
end
local prefix = os.getenv("BENCH_PREFIX")
local file = io.open(os.getenv("BENCH_BODY"), "r")
local body = file:read("*a")
file:close()
local number = 0

request = function()
  number = number + 1
  local name = prefix .. number
  return wrk.format(nil, nil, nil, (body:gsub("@NAME@", name)))
end
