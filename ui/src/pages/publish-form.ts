// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { NewService } from '../api/types';

export const categories = [
  'chat',
  'text_generation',
  'embeddings',
  'classification',
  'summarization',
  'translation',
  'question_answering',
  'code_generation',
  'moderation',
  'agent',
  'tool',
  'other',
];

const limit = z.number().int().min(1, 'At least 1').max(1e12).nullable();
const rate = z.number({ message: 'Enter a whole number' }).int().min(1, 'At least 1').max(1e12);

export const publishForm = z
  .object({
    from: z.enum(['model', 'asset']),
    slug: z.string().regex(/^[a-z0-9-]{3,255}$/, '3 to 255 characters of a-z, 0-9 and -'),
    asset: z.string(),
    model: z.string(),
    upstream: z.string(),
    upstreamModel: z.string(),
    name: z.string().max(255),
    description: z.string().max(2000),
    category: z.string(),
    tags: z.array(z.string()).max(20, 'At most 20 tags'),
    readme: z.string().max(100_000),
    version: z
      .string()
      .regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/, 'A SemVer 2.0 version, such as 1.0.0'),
    plan: z.object({
      name: z.string().regex(/^[a-z0-9-]{1,64}$/, '1 to 64 characters of a-z, 0-9 and -'),
      requestsPerMonth: limit,
      tokensPerMonth: limit,
      requestsPerMinute: rate,
      burst: rate,
      tokensPerMinute: limit,
    }),
  })
  .superRefine((form, context) => {
    const need = (field: keyof typeof form, message: string) => {
      if (!form[field]) context.addIssue({ code: 'custom', path: [field], message });
    };
    if (form.from === 'asset') need('asset', 'Choose a service asset');
    else {
      need('name', 'Enter a name');
      need('model', 'Choose a model');
      need('upstream', 'Choose or add an upstream');
      need('upstreamModel', 'Enter the name the upstream knows the model by');
    }
  });

export type PublishForm = z.infer<typeof publishForm>;

export const blankForm: PublishForm = {
  from: 'model',
  slug: '',
  asset: '',
  model: '',
  upstream: '',
  upstreamModel: '',
  name: '',
  description: '',
  category: 'chat',
  tags: [],
  readme: '',
  version: '1.0.0',
  plan: {
    name: 'metered',
    requestsPerMonth: 10_000,
    tokensPerMonth: 1_000_000,
    requestsPerMinute: 600,
    burst: 100,
    tokensPerMinute: null,
  },
};

/** The form as the server takes it. */
export function request(form: PublishForm): NewService {
  if (form.from === 'asset') return { slug: form.slug, service: form.asset };
  const { plan } = form;
  return {
    slug: form.slug,
    name: form.name.trim(),
    description: form.description.trim(),
    readme: form.readme,
    category: form.category,
    tags: form.tags,
    model: form.model,
    upstream: form.upstream,
    upstream_model: form.upstreamModel.trim(),
    version: form.version,
    plan: {
      name: plan.name,
      requests_per_month: plan.requestsPerMonth,
      tokens_per_month: plan.tokensPerMonth,
      requests_per_minute: plan.requestsPerMinute,
      burst: plan.burst,
      tokens_per_minute: plan.tokensPerMinute,
    },
  };
}

/** A slug from a name: lower case, dashes for everything else. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
}

const fields: Record<string, string> = {
  upstream_model: 'upstreamModel',
  service: 'asset',
  'plan.requests_per_month': 'plan.requestsPerMonth',
  'plan.tokens_per_month': 'plan.tokensPerMonth',
  'plan.requests_per_minute': 'plan.requestsPerMinute',
  'plan.tokens_per_minute': 'plan.tokensPerMinute',
};

/** The form's name for a field of the wire. */
export function fieldOf(wire: string): string {
  return fields[wire] ?? wire;
}

const draftKey = 'llmops.publish.draft';

export function readDraft(): PublishForm {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(draftKey) ?? 'null');
    // A draft of an older form lacks fields; those start blank.
    return typeof stored === 'object' && stored !== null ? { ...blankForm, ...stored } : blankForm;
  } catch {
    return blankForm;
  }
}

export function keepDraft(form: PublishForm | null): void {
  try {
    if (form) localStorage.setItem(draftKey, JSON.stringify(form));
    else localStorage.removeItem(draftKey);
  } catch {
    // storage is full or switched off: the draft lives as long as the page
  }
}
