// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.kernel.TenantId;

/** Valid manifests for tests. */
final class Manifests {
    /** For what asks no database. */
    static final TenantId TENANT = new TenantId("01JCZZZZZZZZZZZZZZZZZZZZZZ");

    private Manifests() {}

    static String model(String name, String version) {
        return """
                apiVersion: llmops/v1
                kind: model
                metadata:
                  name: %s
                  version: %s
                  description: Answers questions of customers
                  tags: [support, chat]
                  labels: {team: support}
                  licence: Apache-2.0
                spec:
                  type: completion
                  provider: openai
                  capabilities: {context_length: 128000, supports_streaming: true}
                """.formatted(name, version);
    }

    static String prompt(String name, String version) {
        return """
                apiVersion: llmops/v1
                kind: prompt
                metadata: {name: %s, version: %s}
                spec:
                  template: "Answer {{ question }} in {{language}}"
                  variables:
                    question: {type: string, required: true}
                    language: {type: string, default: English}
                """.formatted(name, version);
    }

    static String service(String name, String version, String model) {
        return """
                apiVersion: llmops/v1
                kind: service
                metadata: {name: %s, version: %s}
                spec:
                  model: %s
                  upstream: simulator
                  upstream_model: simulator-small
                  category: chat
                """.formatted(name, version, model);
    }
}
