// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import dev.llmops.kernel.EventPosition;
import dev.llmops.platform.home.ThreadPriority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104ScalarQuantizedVectorsFormat.ScalarEncoding;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.jboss.logging.Logger;

/** The files of one index and what writes them, within the memory of a small process. */
final class IndexFiles implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(IndexFiles.class);
    /** Documents look otherwise under another number, and the index is built anew. */
    private static final String FORM = "1";

    private static final double BUFFER_MEGABYTES = 16;
    /** A merge holds the graph of its segment in the heap: some 40 MB at this size. */
    private static final double MAX_SEGMENT_MEGABYTES = 512;

    /** Below it, segments are merged again and again with each new one; a graph of vectors is dear to merge. */
    private static final double FLOOR_SEGMENT_MEGABYTES = 1;

    private static final int NEIGHBOURS = 16;
    private static final int BEAM = 100;

    private final Path folder;
    private final FSDirectory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final EventPosition position;
    private final boolean complete;
    private volatile Map<Path, Long> committed = Map.of();

    private IndexFiles(Path folder, FSDirectory directory, IndexWriter writer, Map<String, String> data)
            throws IOException {
        this.folder = folder;
        this.directory = directory;
        this.writer = writer;
        this.searchers = new SearcherManager(writer, null);
        String saved = data.get("position");
        this.position = saved == null ? EventPosition.START : EventPosition.parse(saved);
        this.complete = Boolean.parseBoolean(data.get("complete"));
        remember();
    }

    static IndexFiles open(Path folder) throws IOException {
        Files.createDirectories(folder);
        FSDirectory directory = FSDirectory.open(folder);
        try {
            Map<String, String> data = Map.of();
            if (DirectoryReader.indexExists(directory)) {
                data = SegmentInfos.readLatestCommit(directory).getUserData();
                if (!FORM.equals(data.get("form"))) {
                    throw new CorruptIndexException("documents of form " + data.get("form"), folder.toString());
                }
            }
            return opened(folder, directory, data);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private static IndexFiles opened(Path folder, FSDirectory directory, Map<String, String> data) throws IOException {
        IndexWriter writer = new IndexWriter(directory, configuration());
        try {
            return new IndexFiles(folder, directory, writer, data);
        } catch (IOException | RuntimeException e) {
            writer.rollback();
            throw e;
        }
    }

    private static IndexWriterConfig configuration() {
        TieredMergePolicy merges = new TieredMergePolicy();
        merges.setMaxMergedSegmentMB(MAX_SEGMENT_MEGABYTES);
        merges.setFloorSegmentMB(FLOOR_SEGMENT_MEGABYTES);
        ConcurrentMergeScheduler scheduler = new PatientMerges();
        scheduler.setMaxMergesAndThreads(4, 1);
        return new IndexWriterConfig()
                .setRAMBufferSizeMB(BUFFER_MEGABYTES)
                .setMergePolicy(merges)
                .setMergeScheduler(scheduler)
                .setCodec(new VectorCodec());
    }

    /** Merges behind everything else. When they fall too far behind, writing waits for them: no search does. */
    private static final class PatientMerges extends ConcurrentMergeScheduler {
        @Override
        protected void doMerge(MergeSource source, MergePolicy.OneMerge merge) throws IOException {
            ThreadPriority.low();
            super.doMerge(source, merge);
        }
    }

    /** Lucene's own, with vectors in 8 bits per dimension. */
    private static final class VectorCodec extends Lucene104Codec {
        private final KnnVectorsFormat vectors =
                new Lucene104HnswScalarQuantizedVectorsFormat(ScalarEncoding.UNSIGNED_BYTE, NEIGHBOURS, BEAM);

        @Override
        public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return vectors;
        }
    }

    Path folder() {
        return folder;
    }

    IndexWriter writer() {
        return writer;
    }

    SearcherManager searchers() {
        return searchers;
    }

    EventPosition position() {
        return position;
    }

    boolean complete() {
        return complete;
    }

    void commit(EventPosition reached, boolean whole) throws IOException {
        writer.setLiveCommitData(Map.of(
                        "form", FORM,
                        "position", reached.toString(),
                        "complete", Boolean.toString(whole))
                .entrySet());
        writer.commit();
        remember();
    }

    /** Files are written once: the length first seen stays, and is only taken from one that still has its end. */
    private void remember() throws IOException {
        Map<Path, Long> sizes = new HashMap<>();
        if (DirectoryReader.indexExists(directory)) {
            for (String name : SegmentInfos.readLatestCommit(directory).files(true)) {
                Path file = folder.resolve(name);
                Long before = committed.get(file);
                sizes.put(file, before == null ? wholeLength(name) : before);
            }
        }
        committed = Map.copyOf(sizes);
    }

    private long wholeLength(String name) throws IOException {
        try (IndexInput file = directory.openInput(name, IOContext.DEFAULT)) {
            CodecUtil.retrieveChecksum(file);
            return file.length();
        }
    }

    boolean present() {
        for (Map.Entry<Path, Long> file : committed.entrySet()) {
            try {
                if (Files.size(file.getKey()) != file.getValue()) {
                    return false;
                }
            } catch (IOException e) {
                return false;
            }
        }
        return Files.isDirectory(folder);
    }

    void verify() throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            for (LeafReaderContext leaf : reader.leaves()) {
                ((CodecReader) leaf.reader()).checkIntegrity();
            }
        }
    }

    long bytes() {
        return committed.values().stream().mapToLong(Long::longValue).sum();
    }

    void abandonWriter() {
        try {
            writer.rollback();
        } catch (IOException | RuntimeException e) {
            LOG.debugf("the writer was closed already: %s", e);
        }
    }

    @Override
    public void close() {
        try (directory) {
            searchers.close();
            writer.rollback();
        } catch (IOException | AlreadyClosedException e) {
            LOG.debugf("the index was not closed in order: %s", e);
        }
    }
}
