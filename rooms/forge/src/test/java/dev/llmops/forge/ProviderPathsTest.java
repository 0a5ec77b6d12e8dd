// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.forge.UpstreamKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderPathsTest {
    @ParameterizedTest
    @CsvSource({
        "OPENAI_COMPATIBLE, https://x.example/v1, m, false, /v1/chat/completions",
        "OPENAI_COMPATIBLE, https://x.example, m, false, /chat/completions",
        "AZURE_OPENAI, https://r.openai.azure.com, gpt 5, true, /openai/deployments/gpt%205/chat/completions?api-version=2024-10-21",
        "AZURE_OPENAI, https://r.openai.azure.com/openai, m, true, /openai/deployments/m/chat/completions?api-version=2024-10-21",
        "AZURE_OPENAI, https://r.openai.azure.com/openai/v1/, m, true, /openai/v1/chat/completions",
        "ANTHROPIC, https://api.anthropic.com, m, true, /v1/messages",
        "ANTHROPIC, https://api.anthropic.com/v1, m, true, /v1/messages",
        "ANTHROPIC, https://proxy.example/claude, m, true, /claude/v1/messages",
        "GEMINI, https://g.example, gemini-3-pro, false, /v1beta/models/gemini-3-pro:generateContent",
        "GEMINI, https://g.example/v1, models/gemini-3-pro, true, /v1/models/gemini-3-pro:streamGenerateContent?alt=sse",
        "BEDROCK, https://b.example, anthropic.claude-v1:0, false, /model/anthropic.claude-v1%3A0/converse",
        "BEDROCK, https://b.example, arn:aws:x/y, true, /model/arn%3Aaws%3Ax%2Fy/converse-stream",
        "MISTRAL, https://api.mistral.ai, m, true, /v1/chat/completions",
        "MISTRAL, https://api.mistral.ai/v1, m, true, /v1/chat/completions",
        "COHERE, https://api.cohere.ai, m, true, /compatibility/v1/chat/completions",
        "OLLAMA, http://localhost:11434, m, true, /v1/chat/completions",
        "VLLM, http://localhost:8000/, m, true, /v1/chat/completions"
    })
    void callsGoWhereTheKindAnswers(UpstreamKind kind, String baseUrl, String model, boolean stream, String path) {
        Endpoint endpoint = Endpoint.parse(baseUrl);
        assertThat(ProviderPaths.path(kind, endpoint, model, kind.dialect(), stream))
                .isEqualTo(path);
        boolean differs = !ProviderPaths.path(kind, endpoint, "another", kind.dialect(), stream)
                .equals(path);
        assertThat(ProviderPaths.nameModel(kind, endpoint)).isEqualTo(differs);
    }
}
