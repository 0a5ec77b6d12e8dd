-- SPDX-License-Identifier: Apache-2.0
-- One chat completion as a client sends it. The key and the model come from the environment.
wrk.method = "POST"
wrk.path = "/v1/chat/completions"
wrk.headers["content-type"] = "application/json"
wrk.headers["authorization"] = "Bearer " .. os.getenv("BENCH_KEY")
wrk.body = '{"model":"' .. os.getenv("BENCH_MODEL") .. '","messages":[{"role":"system","content":"You are a helpful assistant."},'
  .. '{"role":"user","content":"What is the capital of France, and why is it famous?"}],"temperature":0.2,"max_tokens":64}'
