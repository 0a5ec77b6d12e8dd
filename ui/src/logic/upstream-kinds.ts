// SPDX-License-Identifier: Apache-2.0
import type { Upstream } from '../api/types';

type Kind = Upstream['kind'];

interface KindWords {
  label: string;
  /** What its address looks like; nothing for a kind without one. */
  address?: string;
  /** What its credential is; an API key unless said otherwise. */
  credential?: string;
}

/** Every kind of upstream, in the order in which they are offered. */
export const UPSTREAM_KINDS: Record<Kind, KindWords> = {
  openai_compatible: { label: 'OpenAI-compatible', address: 'https://models.example.org/v1' },
  azure_openai: { label: 'Azure OpenAI', address: 'https://example.openai.azure.com' },
  anthropic: { label: 'Anthropic', address: 'https://api.anthropic.com' },
  gemini: { label: 'Google Gemini', address: 'https://generativelanguage.googleapis.com' },
  bedrock: {
    label: 'Amazon Bedrock',
    address: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
    credential: 'A Bedrock API key, or ACCESS_KEY_ID:SECRET[:SESSION_TOKEN]. Stored encrypted; never shown again',
  },
  mistral: { label: 'Mistral', address: 'https://api.mistral.ai' },
  cohere: { label: 'Cohere', address: 'https://api.cohere.ai' },
  ollama: { label: 'Ollama', address: 'http://ollama.example.org:11434' },
  vllm: { label: 'vLLM', address: 'http://vllm.example.org:8000' },
  simulator: { label: 'Simulator' },
};

export const KIND_NAMES = Object.keys(UPSTREAM_KINDS) as [Kind, ...Kind[]];
