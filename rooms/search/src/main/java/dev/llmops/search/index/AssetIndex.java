// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import dev.llmops.contracts.registry.Asset;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.TenantId;
import dev.llmops.search.index.BestVersions.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.AlreadyClosedException;
import org.jboss.logging.Logger;

/**
 * One index on disk. Documents and the position of the log they stand for are committed together, so that what a crash
 * takes away is read from the log again. One thread writes; any number read, each through a {@link TenantView}.
 */
public final class AssetIndex implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AssetIndex.class);
    private static final int MAX_WORD_CUTTERS = 64;

    private final IndexFiles files;
    private final AssetSource assets;
    private final TextVectors vectors;
    private final TenantCounts counts = new TenantCounts();
    private final Map<TenantId, WordAnalyzer> words = new LinkedHashMap<>(16, 0.75f, true);
    /** Assets written since readers last saw the index. */
    private final Set<Term> unseenGroups = new HashSet<>();

    private EventPosition position;
    private volatile EventPosition visible;
    private boolean complete;
    private boolean unseen;
    private int uncommitted;
    private boolean moved;
    private boolean frozen;

    private AssetIndex(IndexFiles files, AssetSource assets, TextVectors vectors) {
        this.files = files;
        this.assets = assets;
        this.vectors = vectors;
        this.position = files.position();
        this.visible = position;
        this.complete = files.complete();
    }

    /** Opens what is there, or begins an empty index. */
    public static AssetIndex open(Path folder, AssetSource assets, TextVectors vectors) throws IOException {
        return new AssetIndex(IndexFiles.open(folder), assets, vectors);
    }

    Path folder() {
        return files.folder();
    }

    /** How far the log was read. */
    public EventPosition position() {
        return position;
    }

    /** How far readers see. */
    public EventPosition visible() {
        return visible;
    }

    /** Whether it held all of the log once: before that it is not to be answered from. */
    public boolean complete() {
        return complete;
    }

    public TenantView view(TenantId tenant) throws IOException {
        return new TenantView(tenant, files.searchers(), counts);
    }

    /** Reads the present state of versions and takes it over, with what it changes for other versions of the same assets. */
    public void apply(TenantId tenant, Collection<String> ids) throws IOException {
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += AssetSource.MAX) {
            applyPart(tenant, all.subList(from, Math.min(all.size(), from + AssetSource.MAX)));
        }
    }

    private void applyPart(TenantId tenant, List<String> ids) throws IOException {
        Map<String, Asset> found = describe(tenant, ids);
        Set<Term> groups = new HashSet<>();
        found.values().forEach(asset -> groups.add(group(tenant, asset)));
        List<String> gone = ids.stream().filter(id -> !found.containsKey(id)).toList();
        if (!unseenGroups.isEmpty() && (!gone.isEmpty() || groups.stream().anyMatch(unseenGroups::contains))) {
            refresh();
        }
        IndexSearcher searcher = files.searchers().acquire();
        try {
            StoredVersions stored = new StoredVersions(searcher);
            for (String id : gone) {
                stored.groupOf(Fields.key(tenant, id)).ifPresent(groups::add);
                files.writer().deleteDocuments(Fields.key(tenant, id));
                wrote(1);
            }
            Map<Term, Map<String, Version>> versions = new HashMap<>();
            for (Term group : groups) {
                Map<String, Version> known = stored.of(group);
                gone.forEach(known::remove);
                versions.put(group, known);
            }
            write(tenant, found, versions);
        } finally {
            files.searchers().release(searcher);
        }
    }

    private void write(TenantId tenant, Map<String, Asset> found, Map<Term, Map<String, Version>> versions)
            throws IOException {
        for (Asset asset : found.values()) {
            versions.getOrDefault(group(tenant, asset), new HashMap<>())
                    .put(asset.id(), new Version(asset.id(), asset.status(), VersionKey.of(asset.version()), 0));
        }
        Map<String, Integer> touched = new HashMap<>();
        for (Map<String, Version> group : versions.values()) {
            Map<String, Integer> sets = BestVersions.sets(group.values());
            for (Version version : group.values()) {
                int now = sets.getOrDefault(version.id(), 0);
                Asset asset = found.get(version.id());
                if (asset != null) {
                    put(tenant, asset, now);
                } else if (now != version.sets()) {
                    touched.put(version.id(), now);
                }
            }
        }
        describe(tenant, touched.keySet()).forEach((id, asset) -> put(tenant, asset, touched.getOrDefault(id, 0)));
        unseenGroups.addAll(versions.keySet());
    }

    private Map<String, Asset> describe(TenantId tenant, Collection<String> ids) {
        Map<String, Asset> found = new LinkedHashMap<>();
        List<String> all = new ArrayList<>(ids);
        for (int from = 0; from < all.size(); from += AssetSource.MAX) {
            List<String> part = all.subList(from, Math.min(all.size(), from + AssetSource.MAX));
            assets.describe(tenant, part).forEach(asset -> found.put(asset.id(), asset));
        }
        return found;
    }

    private void put(TenantId tenant, Asset asset, int sets) {
        try {
            files.writer()
                    .updateDocument(
                            Fields.key(tenant, asset.id()),
                            AssetDocument.of(tenant, asset, sets, words(tenant), vectors));
            wrote(1);
        } catch (IllegalArgumentException e) {
            LOG.warnf("%s %s is left out of the search index: %s", asset.kind(), asset.ref(), e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Term group(TenantId tenant, Asset asset) {
        return Fields.group(tenant, asset.kind().wireName(), asset.name());
    }

    private WordAnalyzer words(TenantId tenant) {
        WordAnalyzer known = words.get(tenant);
        if (known == null) {
            if (words.size() >= MAX_WORD_CUTTERS) {
                words.values().forEach(WordAnalyzer::close);
                words.clear();
            }
            known = new WordAnalyzer(tenant);
            words.put(tenant, known);
        }
        return known;
    }

    private void wrote(int documents) {
        unseen = true;
        uncommitted += documents;
    }

    /** Says that everything up to a position was applied. */
    public void seen(EventPosition to) {
        moved |= !to.equals(position);
        position = to;
    }

    public void completed() {
        moved |= !complete;
        complete = true;
    }

    /** Lets readers see what was applied. */
    public void refresh() throws IOException {
        if (unseen) {
            files.searchers().maybeRefreshBlocking();
            unseen = false;
            unseenGroups.clear();
        }
    }

    /** Tells readers how far what they see reaches; only true between two batches. */
    public void publish() throws IOException {
        refresh();
        visible = position;
    }

    /** How many documents a crash would take away until the log is read again. */
    int uncommitted() {
        return uncommitted;
    }

    /** Makes what was applied last. */
    public void commit() throws IOException {
        if (uncommitted > 0 || moved) {
            files.commit(position, complete);
            uncommitted = 0;
            moved = false;
        }
    }

    /** Versions whose meaning is not known yet, of any organisation: for the one thread that computes it. */
    List<PendingMeaning> pendingMeanings(int max) throws IOException {
        IndexSearcher searcher = files.searchers().acquire();
        try {
            return PendingMeaning.find(searcher, max);
        } finally {
            files.searchers().release(searcher);
        }
    }

    /** Whether the files of the last commit are all there, as long as they were. */
    boolean present() {
        return files.present();
    }

    /** Reads every file against its checksum. Throws when one does not fit. */
    void verify() throws IOException {
        files.verify();
    }

    long bytes() {
        return files.bytes();
    }

    /** Ends writing without saving; readers go on with what they have. */
    void freeze() {
        if (!frozen) {
            frozen = true;
            files.abandonWriter();
        }
    }

    boolean frozen() {
        return frozen;
    }

    /** Commits and closes; what cannot be committed is read from the log again. */
    @Override
    public void close() {
        try {
            if (!frozen && files.writer().isOpen()) {
                commit();
            }
        } catch (IOException | AlreadyClosedException e) {
            LOG.warnf("the search index was not saved and will read the log again: %s", e);
        }
        frozen = true;
        files.close();
        words.values().forEach(WordAnalyzer::close);
        words.clear();
    }
}
