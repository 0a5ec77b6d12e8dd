// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import java.io.IOException;
import java.nio.file.Path;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Opens the indexes of this node's folders, and does away with those that are of no use. */
final class KeptIndexes {
    private static final Logger LOG = Logger.getLogger(KeptIndexes.class);
    private static final long VERIFIED_AT_ONCE = 256L << 20;

    private final IndexFolders folders;
    private final AssetSource assets;
    private final TextVectors vectors;

    KeptIndexes(IndexFolders folders, AssetSource assets, TextVectors vectors) {
        this.folders = folders;
        this.assets = assets;
        this.vectors = vectors;
    }

    /**
     * An index from an earlier process.
     *
     * @param verified false when it is so large that its files are still to be read through
     */
    record Found(AssetIndex index, boolean verified) {}

    /** The latest one that is complete; the others are deleted. Null when there is none. */
    @Nullable
    Found openLatest() throws IOException {
        Found found = null;
        for (Path folder : folders.latestFirst()) {
            Found opened = found == null ? tryOpen(folder) : null;
            if (opened == null) {
                IndexFolders.delete(folder);
            } else {
                found = opened;
            }
        }
        return found;
    }

    private @Nullable Found tryOpen(Path folder) {
        AssetIndex index = null;
        try {
            index = AssetIndex.open(folder, assets, vectors);
            if (index.complete()) {
                boolean small = index.bytes() <= VERIFIED_AT_ONCE;
                if (small) {
                    index.verify();
                }
                return new Found(index, small);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warnf("the search index in %s is damaged: %s", folder, e);
        }
        if (index != null) {
            index.freeze();
            index.close();
        }
        return null;
    }

    /** An empty one in a folder of its own. */
    AssetIndex begin() throws IOException {
        return AssetIndex.open(folders.next(), assets, vectors);
    }

    /** Nobody can ask it for a view any more; views under way hold what they need. */
    static void discard(AssetIndex index) {
        index.freeze();
        index.close();
        IndexFolders.delete(index.folder());
    }
}
