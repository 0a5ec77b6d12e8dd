// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { assetQuestion, isFiltered, meaningKnown, why } from './asset-search';

describe('the question behind the assets page', () => {
  it('asks for every facet, whatever is chosen', () =>
    expect(assetQuestion({})).toEqual({
      facets: ['kind', 'status', 'provider', 'owner', 'tags', 'licence'],
    }));
  it('turns what was chosen into conditions by the fields of the search', () =>
    expect(assetQuestion({ q: 'chat', tag: 'eu', kind: 'model', mode: 'semantic' })).toMatchObject({
      q: 'chat',
      mode: 'semantic',
      highlight: true,
      explain: true,
      query: {
        and: [
          { field: 'kind', in: ['model'] },
          { field: 'tags', in: ['eu'] },
        ],
      },
    }));
  it('does not ask by meaning without a text', () =>
    expect(assetQuestion({ mode: 'semantic' })).not.toHaveProperty('mode'));
  it('knows a search from a choice', () => {
    expect(isFiltered({ q: 'chat', mode: 'text' })).toBe(false);
    expect(isFiltered({ licence: 'MIT' })).toBe(true);
  });
  it('says how much of the meaning is known until all is', () => {
    expect(meaningKnown({ documents: 3, vectors: 1 })).toBe(33);
    expect(meaningKnown({ documents: 3, vectors: 3 })).toBeNull();
    expect(meaningKnown({ documents: 0, vectors: 0 })).toBeNull();
  });
});

describe('why a hit is there', () => {
  const nothing = {
    text_rank: null,
    text_score: null,
    text_contribution: 0,
    semantic_rank: null,
    similarity: null,
    semantic_contribution: 0,
    matched_terms: {},
  };
  it('names the words, where they stand, and the place they gave', () =>
    expect(why({ ...nothing, text_rank: 3, matched_terms: { name: ['support'], tags: ['chat', 'help'] } })).toEqual({
      title: 'Found by words',
      reasons: ['Place 3 by words: “support” in the name; “chat”, “help” in the tags.'],
    }));
  it('says how near the meaning is', () =>
    expect(why({ ...nothing, semantic_rank: 1, similarity: 0.4567 })).toEqual({
      title: 'Found by meaning',
      reasons: ['Place 1 by meaning: near to the question (0.46 of 1).'],
    }));
  it('gives both reasons when there are both', () =>
    expect(why({ ...nothing, text_rank: 2, semantic_rank: 5, similarity: 0.7 })).toMatchObject({
      title: 'Found by words and meaning',
      reasons: ['Place 2 by words.', 'Place 5 by meaning: very near to the question (0.70 of 1).'],
    }));
  it('gives no reason where nothing was asked', () => {
    expect(why(null)).toBeNull();
    expect(why(nothing)).toBeNull();
  });
});
