-- SPDX-License-Identifier: Apache-2.0
-- One chat completion as a client sends it. Key, model and what else differs come from the environment.
wrk.method = "POST"
wrk.path = (os.getenv("BENCH_PREFIX") or "") .. "/v1/chat/completions"
wrk.headers["content-type"] = "application/json"
wrk.headers["authorization"] = "Bearer " .. os.getenv("BENCH_KEY")
-- Portkey is told with each call where to go.
local behind = os.getenv("BENCH_PORTKEY_HOST")
if behind ~= nil then
  wrk.headers["x-portkey-provider"] = "openai"
  wrk.headers["x-portkey-custom-host"] = behind
end
local stream = ""
if os.getenv("BENCH_STREAM") ~= nil then
  stream = ',"stream":true,"stream_options":{"include_usage":true}'
end
wrk.body = '{"model":"' .. os.getenv("BENCH_MODEL") .. '","messages":[{"role":"system","content":"You are a helpful assistant."},'
  .. '{"role":"user","content":"What is the capital of France, and why is it famous?"}],"temperature":0.2,"max_tokens":64' .. stream .. '}'
-- Milliseconds between two calls of one connection, for load below the most that can be served.
local pause = os.getenv("BENCH_PAUSE_MS")
if pause ~= nil then
  function delay()
    return tonumber(pause)
  end
end
