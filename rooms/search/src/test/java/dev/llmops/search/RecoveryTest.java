// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.search.IndexState;
import dev.llmops.contracts.search.SearchRequest;
import dev.llmops.contracts.search.SearchRequest.Mode;
import dev.llmops.contracts.search.SearchResult.Hit;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.Problem;
import dev.llmops.kits.clock.Eventually;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index may be late or lost; it is never wrong for long, and never takes anything with it. */
final class RecoveryTest {
    private static final int ASSETS = 120;

    @TempDir
    Path home;

    @Test
    void anOwnWriteIsSeenByItsEventAndByNow() {
        try (SearchKit kit = new SearchKit(home)) {
            String id = kit.catalogue.add(kit.tenant, model("before"));
            assertThat(kit.names("before")).containsExactly("before");
            Event event = kit.catalogue.change(kit.tenant, id, model("before").description("changed"));
            assertThat(found(kit, "changed", event.id())).containsExactly("before");
            assertThat(found(kit, "changed", event.position().toString())).containsExactly("before");
            kit.catalogue.delete(kit.tenant, id);
            assertThat(found(kit, "changed", "now")).isEmpty();
            assertThatThrownBy(() -> found(kit, "changed", "yesterday"))
                    .isInstanceOfSatisfying(Problem.class, problem -> assertThat(
                                    problem.violations().getFirst().field())
                            .isEqualTo("after"));
        }
    }

    @Test
    void theNextVersionStandsForAnAssetWhenTheBestIsDeleted() {
        try (SearchKit kit = new SearchKit(home)) {
            kit.catalogue.add(kit.tenant, new Catalogue.Draft("model", "chat", "1.0.0"));
            String second = kit.catalogue.add(
                    kit.tenant, new Catalogue.Draft("model", "chat", "2.0.0").status(AssetStatus.DRAFT));
            assertThat(best(kit)).containsExactly("1.0.0");
            kit.catalogue.change(kit.tenant, second, new Catalogue.Draft("model", "chat", "2.0.0"));
            assertThat(best(kit)).containsExactly("2.0.0");
            kit.catalogue.delete(kit.tenant, second);
            assertThat(best(kit)).containsExactly("1.0.0");
        }
    }

    private static List<String> best(SearchKit kit) {
        return kit.search(SearchKit.request(null, null, null)).hits().stream()
                .map(Hit::version)
                .toList();
    }

    @Test
    void aSecondStartGoesOnWhereTheFirstEnded() {
        SearchKit first = new SearchKit(home);
        fill(first);
        first.awaitMeanings();
        first.close();
        try (SearchKit second = new SearchKit(home, first.catalogue, first.tenant)) {
            second.catalogue.add(second.tenant, model("later"));
            assertThat(second.names("later")).containsExactly("later");
            assertThat(total(second)).isEqualTo(ASSETS + 1);
            second.awaitMeanings();
            assertThat(second.encoded.get()).isEqualTo(1);
        }
    }

    @Test
    void aFolderTakenAwayWhileRunningIsBuiltAnewWithoutEncodingAnew() throws IOException {
        try (SearchKit kit = new SearchKit(home)) {
            fill(kit);
            kit.awaitMeanings();
            int encoded = kit.encoded.get();
            Path index = index();
            delete(index);
            Eventually.holds("another index stands", () -> stands(kit, index));
            assertThat(total(kit)).isEqualTo(ASSETS);
            kit.awaitMeanings();
            assertThat(kit.encoded.get()).isEqualTo(encoded);
        }
    }

    @Test
    void everythingTakenAwayWhileRunningIsBuiltAnew() throws IOException {
        try (SearchKit kit = new SearchKit(home)) {
            fill(kit);
            kit.awaitMeanings();
            Path index = index();
            delete(home.resolve("search"));
            Eventually.holds("another index stands", () -> stands(kit, index));
            assertThat(total(kit)).isEqualTo(ASSETS);
            kit.awaitMeanings();
        }
    }

    @Test
    void aFileCutWhileRunningIsNoticed() throws IOException {
        try (SearchKit kit = new SearchKit(home)) {
            fill(kit);
            kit.awaitMeanings();
            Eventually.holds("it is saved", () -> isSaved(kit));
            Path index = index();
            // Where the index has just merged the file away nothing is missing; then another one is cut.
            Instant[] cutAt = {Instant.MIN};
            Eventually.holds("another index stands", Duration.ofSeconds(40), () -> {
                if (cutAt[0].isBefore(Instant.now().minusSeconds(8)) && cut(index)) {
                    cutAt[0] = Instant.now();
                }
                return stands(kit, index);
            });
            assertThat(total(kit)).isEqualTo(ASSETS);
        }
    }

    @Test
    void aDamagedIndexIsBuiltAnewAtTheStart() throws IOException {
        SearchKit first = new SearchKit(home);
        fill(first);
        first.awaitMeanings();
        first.close();
        Path file = saved();
        try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
            damaged.seek(damaged.length() / 2);
            int before = damaged.read();
            damaged.seek(damaged.length() / 2);
            damaged.write(before ^ 0x55);
        }
        Path index = index();
        try (SearchKit second = new SearchKit(home, first.catalogue, first.tenant)) {
            assertThat(total(second)).isEqualTo(ASSETS);
            Eventually.holds("it stands", () -> ready(second));
            assertThat(index).doesNotExist();
        }
    }

    /** What is on disk between two commits is what a kill leaves behind. */
    @Test
    void aKillLosesNothingAndDoublesNothing() throws IOException {
        Path killed = home.resolve("killed");
        try (SearchKit kit = new SearchKit(home.resolve("running"))) {
            fill(kit);
            kit.awaitMeanings();
            IntStream.range(0, 30).forEach(i -> kit.catalogue.add(kit.tenant, model("uncommitted-" + i)));
            assertThat(total(kit)).isEqualTo(ASSETS + 30);
            copy(home.resolve("running"), killed);
            try (SearchKit again = new SearchKit(killed, kit.catalogue, kit.tenant)) {
                assertThat(total(again)).isEqualTo(ASSETS + 30);
                assertThat(again.awaitMeanings().documents()).isEqualTo(ASSETS + 30);
            }
        }
    }

    @Test
    void aRebuildAnswersMeanwhileAndFindsTheSame() throws IOException {
        try (SearchKit kit = new SearchKit(home)) {
            fill(kit);
            kit.awaitMeanings();
            Path index = index();
            kit.keeper.rebuild();
            Eventually.holds("another index stands", () -> {
                assertThat(kit.finder
                                .search(kit.tenant, SearchKit.request(null, null, null))
                                .total())
                        .isEqualTo(ASSETS);
                return stands(kit, index);
            });
            assertThat(kit.awaitMeanings().documents()).isEqualTo(ASSETS);
        }
    }

    @Test
    void aRestoredLogIsReadFromItsStart() throws IOException {
        SearchKit first = new SearchKit(home);
        fill(first);
        first.awaitMeanings();
        first.close();
        Path index = index();
        first.catalogue.restore();
        try (SearchKit second = new SearchKit(home, first.catalogue, first.tenant)) {
            Eventually.holds("another index stands", () -> stands(second, index));
            assertThat(total(second)).isEqualTo(ASSETS);
        }
    }

    private static void fill(SearchKit kit) {
        for (int i = 0; i < ASSETS; i++) {
            kit.catalogue.add(kit.tenant, model("asset-" + i).description("the number " + Integer.toString(i, 26)));
        }
    }

    private static Catalogue.Draft model(String name) {
        return new Catalogue.Draft("model", name, "1.0.0");
    }

    /** Whether another index than this one is answered from. */
    private boolean stands(SearchKit kit, Path old) {
        try {
            return !index().equals(old) && ready(kit);
        } catch (IOException | NoSuchElementException e) {
            return false;
        }
    }

    /** Halves the largest file of an index; false when it is not, or no longer, the one in use. */
    private boolean cut(Path index) {
        try {
            if (!index().equals(index)) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(saved(), StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() / 2);
            }
            return true;
        } catch (IOException | NoSuchElementException e) {
            return false;
        }
    }

    /** Whether the last commit holds every version and its meaning. */
    private boolean isSaved(SearchKit kit) {
        try (FSDirectory directory = FSDirectory.open(index());
                DirectoryReader reader = DirectoryReader.open(directory)) {
            return reader.numDocs() == ASSETS && reader.docFreq(new Term("vector_state", kit.tenant.value())) >= ASSETS;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean ready(SearchKit kit) {
        return kit.finder.state(kit.tenant).state() == IndexState.State.READY;
    }

    private static long total(SearchKit kit) {
        return kit.search(SearchKit.request(null, null, null)).total();
    }

    private static List<String> found(SearchKit kit, String text, String after) {
        kit.awaitIndex();
        return kit
                .finder
                .search(
                        kit.tenant,
                        new SearchRequest(text, null, Mode.TEXT, null, false, List.of(), false, false, 50, null, after))
                .hits()
                .stream()
                .map(Hit::name)
                .toList();
    }

    private Path index() throws IOException {
        try (Stream<Path> folders = Files.list(home.resolve("search"))) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith("index-"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    /** The largest file of the last commit. */
    private Path saved() throws IOException {
        Path index = index();
        try (FSDirectory directory = FSDirectory.open(index)) {
            return SegmentInfos.readLatestCommit(directory).files(false).stream()
                    .map(index::resolve)
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }

    /** Takes a folder away while files come and go in it. */
    private static void delete(Path folder) {
        Eventually.holds("the folder is gone", () -> {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
                return true;
            } catch (NoSuchFileException e) {
                return !Files.exists(folder);
            } catch (IOException | UncheckedIOException e) {
                return false;
            }
        });
    }

    /** What a kill would leave, or a little less: files that went away meanwhile are left out. */
    private static void copy(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(from)) {
            all = files.toList();
        }
        for (Path file : all) {
            Path target = to.resolve(from.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(target);
            } else if (Files.exists(file)) {
                Files.write(target, Files.readAllBytes(file));
            }
        }
    }
}
