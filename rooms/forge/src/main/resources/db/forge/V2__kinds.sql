-- SPDX-License-Identifier: Apache-2.0
-- Upstreams of more kinds than two.
ALTER TABLE forge.upstream
    DROP CONSTRAINT upstream_kind_check,
    DROP CONSTRAINT upstream_check,
    ADD CONSTRAINT upstream_kind_check CHECK (kind IN ('openai_compatible', 'azure_openai', 'anthropic', 'gemini',
        'bedrock', 'mistral', 'cohere', 'ollama', 'vllm', 'simulator')),
    ADD CONSTRAINT upstream_check CHECK (kind = 'simulator' OR base_url IS NOT NULL);
