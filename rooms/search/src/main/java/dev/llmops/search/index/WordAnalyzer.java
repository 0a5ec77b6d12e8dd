// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import dev.llmops.kernel.TenantId;
import java.io.IOException;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Cuts texts into words: at separators, at changes of case and between letters and digits; lower case, accents off. Every
 * word then begins with its organisation, so that words of two organisations are never the same term: neither counts,
 * nor suggestions, nor scores can tell one of the other.
 */
public final class WordAnalyzer extends Analyzer {
    /** The longest beginning of a word that is indexed for unfinished words. */
    public static final int MAX_EDGE = 16;

    private static final int PARTS = WordDelimiterGraphFilter.GENERATE_WORD_PARTS
            | WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS
            | WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE
            | WordDelimiterGraphFilter.SPLIT_ON_NUMERICS
            | WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE;

    private final String prefix;

    public WordAnalyzer(TenantId tenant) {
        this(Fields.wordPrefix(tenant));
    }

    private WordAnalyzer(String prefix) {
        super(PER_FIELD_REUSE_STRATEGY);
        this.prefix = prefix;
    }

    /** Cuts without naming an organisation: what was asked, before it is looked up. */
    public static WordAnalyzer plain() {
        return new WordAnalyzer("");
    }

    @Override
    protected TokenStreamComponents createComponents(String field) {
        StandardTokenizer source = new StandardTokenizer();
        TokenStream words = new WordDelimiterGraphFilter(source, PARTS, null);
        words = new ASCIIFoldingFilter(new LowerCaseFilter(words));
        if (field.equals(Fields.EDGE_WORDS)) {
            words = new EdgeNGramTokenFilter(words, 1, MAX_EDGE, false);
        }
        return new TokenStreamComponents(source, prefix.isEmpty() ? words : new Prefixed(words, prefix));
    }

    private static final class Prefixed extends TokenFilter {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final String prefix;

        Prefixed(TokenStream input, String prefix) {
            super(input);
            this.prefix = prefix;
        }

        @Override
        public boolean incrementToken() throws IOException {
            if (!input.incrementToken()) {
                return false;
            }
            int length = term.length();
            char[] buffer = term.resizeBuffer(length + prefix.length());
            System.arraycopy(buffer, 0, buffer, prefix.length(), length);
            prefix.getChars(0, prefix.length(), buffer, 0);
            term.setLength(length + prefix.length());
            return true;
        }
    }
}
