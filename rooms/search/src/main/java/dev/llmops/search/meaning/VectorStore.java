// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.meaning;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Vectors on disk by the digest of what was encoded, so that an index built anew computes none of them again. It is a
 * cache: when it is lost or damaged it begins empty, and past two million it begins anew.
 */
public final class VectorStore implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(VectorStore.class);
    private static final int MAX_VECTORS = 2_000_000;
    private static final String DIGEST = "digest";
    private static final String VECTOR = "vector";

    private final Path folder;
    private @Nullable Opened opened;

    private record Opened(FSDirectory directory, IndexWriter writer, SearcherManager searchers) {
        void close() throws IOException {
            searchers.close();
            writer.close();
            directory.close();
        }
    }

    public VectorStore(Path folder) {
        this.folder = folder;
    }

    public synchronized Optional<float[]> find(String digest) {
        try {
            return read(opened(), digest);
        } catch (IOException | RuntimeException e) {
            beginAnew(e);
            return Optional.empty();
        }
    }

    /** Keeps vectors by their digests, on disk when this returns. */
    public synchronized void keep(Map<String, float[]> vectors) {
        try {
            write(opened(), vectors);
        } catch (IOException | RuntimeException e) {
            beginAnew(e);
            try {
                write(opened(), vectors);
            } catch (IOException | RuntimeException again) {
                LOG.warnf("%d vectors cannot be kept: %s", vectors.size(), again);
            }
        }
    }

    private static Optional<float[]> read(Opened store, String digest) throws IOException {
        IndexSearcher searcher = store.searchers().acquire();
        try {
            ScoreDoc[] found = searcher.search(new TermQuery(new Term(DIGEST, digest)), 1).scoreDocs;
            if (found.length == 0) {
                return Optional.empty();
            }
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                int doc = found[0].doc - leaf.docBase;
                BinaryDocValues values = leaf.reader().getBinaryDocValues(VECTOR);
                if (doc >= 0 && doc < leaf.reader().maxDoc() && values != null && values.advanceExact(doc)) {
                    return Optional.of(vector(values.binaryValue()));
                }
            }
            return Optional.empty();
        } finally {
            store.searchers().release(searcher);
        }
    }

    private static float[] vector(BytesRef bytes) {
        float[] vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length).asFloatBuffer().get(vector);
        return vector;
    }

    private static void write(Opened store, Map<String, float[]> vectors) throws IOException {
        IndexWriter writer = store.writer();
        if (writer.getDocStats().numDocs + vectors.size() > MAX_VECTORS) {
            writer.deleteDocuments(MatchAllDocsQuery.INSTANCE);
        }
        for (Map.Entry<String, float[]> entry : vectors.entrySet()) {
            ByteBuffer bytes = ByteBuffer.allocate(entry.getValue().length * Float.BYTES);
            bytes.asFloatBuffer().put(entry.getValue());
            Document document = new Document();
            document.add(new StringField(DIGEST, entry.getKey(), Field.Store.NO));
            document.add(new BinaryDocValuesField(VECTOR, new BytesRef(bytes.array())));
            writer.updateDocument(new Term(DIGEST, entry.getKey()), document);
        }
        writer.commit();
        store.searchers().maybeRefreshBlocking();
    }

    private Opened opened() throws IOException {
        if (opened == null) {
            Files.createDirectories(folder);
            FSDirectory directory = FSDirectory.open(folder);
            IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig().setRAMBufferSizeMB(4));
            opened = new Opened(directory, writer, new SearcherManager(writer, null));
        }
        return opened;
    }

    private void beginAnew(Exception reason) {
        LOG.warnf("the kept vectors begin anew: %s", reason);
        abandon();
        try {
            if (Files.isDirectory(folder)) {
                try (var files = Files.list(folder)) {
                    for (Path file : files.toList()) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException e) {
            LOG.warnf("the folder of kept vectors cannot be emptied: %s", e);
        }
    }

    private void abandon() {
        Opened store = opened;
        opened = null;
        if (store != null) {
            try {
                store.writer().rollback();
                store.close();
            } catch (IOException | AlreadyClosedException e) {
                LOG.debugf("the kept vectors were closed already: %s", e);
            }
        }
    }

    @Override
    public synchronized void close() {
        Opened store = opened;
        opened = null;
        if (store != null) {
            try {
                store.close();
            } catch (IOException | AlreadyClosedException e) {
                LOG.debugf("the kept vectors were not closed in order: %s", e);
            }
        }
    }
}
