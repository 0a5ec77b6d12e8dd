// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import static dev.llmops.registry.content.ContentKit.announced;
import static dev.llmops.registry.content.ContentKit.random;
import static dev.llmops.registry.content.ContentKit.sha256;
import static dev.llmops.registry.content.UploadsTest.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredObjectsTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private ContentKit kit;

    @SuppressWarnings("NullAway.Init")
    private Caller caller;

    @BeforeEach
    void openAnOrganisationOfItsOwn() {
        kit = new ContentKit(POSTGRES, directory);
        caller = PostgresKit.caller(new TenantId(Ulids.next()), Role.ADMIN);
    }

    @Test
    void aFileThatWasTouchedIsNotServedAndIsRepairedByItsBytes() throws IOException {
        byte[] content = random(10_000, 1);
        ContentRow row = kit.stored(caller, content);
        byte[] other = content.clone();
        other[77] ^= 1;
        Files.write(file(row), other);

        refused(
                ErrorCode.CHECKSUM_FAILED,
                "kept apart",
                () -> kit.catalogue.open(caller.tenant(), row, ByteRange.all(10_000)));

        assertThat(file(row)).doesNotExist();
        assertThat(events(row)).containsOnlyOnce("registry.content.checksum_failed");
        assertThat(kit.catalogue
                        .list(caller, null, true, new PageRequest(10, null))
                        .items())
                .hasSize(1);
        kit.stored(caller, content);
        assertThat(kit.door.open(caller.tenant(), sha256(content)).readAllBytes())
                .isEqualTo(content);
        assertThat(events(row)).contains("registry.content.repaired");
        assertThat(kit.catalogue.used(caller).usage()).isEqualTo(new UploadDao.Usage(10_000, 1, 0, 0));
    }

    @Test
    void aFileThatWasOnlyCopiedBackIsServed() throws IOException {
        byte[] content = random(10_000, 2);
        ContentRow row = kit.stored(caller, content);
        Files.write(file(row), content);
        Files.setLastModifiedTime(file(row), FileTime.fromMillis(1_000));

        assertThat(kit.catalogue.open(caller.tenant(), row, ByteRange.all(10_000)))
                .isInstanceOf(ContentCatalogue.Bytes.InFile.class);
    }

    @Test
    void theScrubFindsWhatChangedWithoutATrace() throws IOException {
        ContentRow row = kit.stored(caller, random(10_000, 3));
        ContentRow sound = kit.stored(caller, random(10_000, 4));
        FileTime before = Files.getLastModifiedTime(file(row));
        byte[] other = random(10_000, 3);
        other[9_999] ^= 1;
        Files.write(file(row), other);
        Files.setLastModifiedTime(file(row), before);

        kit.keeper.round();
        assertThat(get(row).damaged()).isFalse();
        kit.clock.advance(Duration.ofDays(8));
        kit.keeper.round();

        assertThat(get(row).damaged()).isTrue();
        assertThat(get(sound).verifiedAt()).isEqualTo(kit.clock.instant());
        assertThat(events(row)).containsOnlyOnce("registry.content.checksum_failed");
        kit.keeper.round();
        assertThat(events(row)).containsOnlyOnce("registry.content.checksum_failed");
    }

    @Test
    void aFileThatIsGoneIsSaidToBeDamaged() throws IOException {
        byte[] content = random(100, 5);
        Files.delete(file(kit.stored(caller, content)));

        refused(
                ErrorCode.CHECKSUM_FAILED,
                "send the same bytes",
                () -> kit.door.open(caller.tenant(), sha256(content)));
        refused(
                ErrorCode.CHECKSUM_FAILED,
                "send the same bytes",
                () -> kit.catalogue.verify(caller, ContentDigest.parse(sha256(content))));
    }

    @Test
    void anObjectOfAVersionCannotBeDeletedAndOthersCan() throws IOException {
        byte[] content = random(1_000, 6);
        ContentRow row = kit.stored(caller, content);
        String asset = kit.asset(caller, "draft");
        kit.artifacts.put(caller, asset, new ArtifactName("weights/model.bin"), row.digest());

        refused(ErrorCode.CONFLICT, "belongs to 1 versions", () -> kit.catalogue.delete(caller, row.digest()));
        assertThat(kit.door.artifacts(caller.tenant(), asset))
                .extracting(
                        artifact -> artifact.name() + " " + artifact.content().digest())
                .containsExactly("weights/model.bin " + sha256(content));
        kit.artifacts.remove(caller, asset, new ArtifactName("weights/model.bin"));
        kit.catalogue.delete(caller, row.digest());

        assertThat(kit.door.find(caller.tenant(), sha256(content))).isEmpty();
        assertThat(kit.catalogue.used(caller).usage()).isEqualTo(new UploadDao.Usage(0, 0, 0, 0));
        assertThat(file(row)).exists();
        kit.clock.advance(ContentEntry.GRACE.plusSeconds(1));
        kit.keeper.round();
        assertThat(file(row)).doesNotExist();
    }

    @Test
    void artifactsChangeOnDraftsOnly() throws IOException {
        ContentRow one = kit.stored(caller, random(10, 7));
        ContentRow two = kit.stored(caller, random(10, 8));
        ArtifactName name = new ArtifactName("a.bin");
        String draft = kit.asset(caller, "draft");
        assertThat(kit.artifacts.put(caller, draft, name, one.digest()).created())
                .isTrue();
        assertThat(kit.artifacts.put(caller, draft, name, two.digest()).created())
                .isFalse();
        publish(draft);

        assertThat(kit.artifacts.put(caller, draft, name, two.digest()).created())
                .isFalse();
        refused(ErrorCode.VERSION_IMMUTABLE, "published", () -> kit.artifacts.put(caller, draft, name, one.digest()));
        refused(ErrorCode.VERSION_IMMUTABLE, "published", () -> kit.artifacts.remove(caller, draft, name));
        refused(
                ErrorCode.VERSION_IMMUTABLE,
                "published",
                () -> kit.artifacts.put(caller, draft, new ArtifactName("b.bin"), one.digest()));
        assertThat(kit.artifacts.list(caller, draft, new PageRequest(10, null)).items())
                .extracting(row -> row.content().sha256())
                .containsExactly(two.sha256());
    }

    @Test
    void anotherOrganisationSeesNeitherObjectNorVersion() throws IOException {
        ContentRow row = kit.stored(caller, random(10, 9));
        String asset = kit.asset(caller, "draft");
        Caller other = PostgresKit.caller(new TenantId(Ulids.next()), Role.ADMIN);
        String own = kit.asset(other, "draft");

        refused(ErrorCode.NOT_FOUND, asset, () -> kit.artifacts.put(other, asset, new ArtifactName("a"), row.digest()));
        refused(
                ErrorCode.VALIDATION_FAILED,
                "upload it first",
                () -> kit.artifacts.put(other, own, new ArtifactName("a"), row.digest()));
        refused(ErrorCode.NOT_FOUND, row.sha256(), () -> kit.catalogue.delete(other, row.digest()));
        refused(ErrorCode.NOT_FOUND, row.sha256(), () -> kit.door.open(other.tenant(), row.sha256()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "../x",
                "a/../b",
                "a/..",
                "./a",
                "a//b",
                "a/",
                "a\\b",
                "C:\\x",
                "a\u0000b",
                ".ssh/id",
                "a\nb",
                "..",
                "a/.",
                "a .",
                "%2e%2e/x"
            })
    void aNameThatLeavesItsDirectoryIsNone(String name) {
        assertThatThrownBy(() -> new ArtifactName(name)).isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"weights/model-00001.safetensors", "a b.txt", "x", "v1.0+cu124@2/_x=y.bin"})
    void anOrdinaryNameIsOne(String name) {
        assertThat(new ArtifactName(name).text()).isEqualTo(name);
    }

    @Test
    void whatACrashLeavesBehindIsRemovedAndWhatIsNeededStays() throws IOException {
        ContentRow row = kit.stored(caller, random(10, 10));
        Path orphan = file(row).resolveSibling(Blobs.newLocation(row.sha256()).substring(3));
        Files.writeString(orphan, "bytes without a row");
        UploadRow upload = kit.uploads.begin(caller, announced(100L, null));
        kit.uploads.append(caller, upload.id(), 0, 5, ContentKit.stream(random(5, 11)));
        kit.clock.advance(Duration.ofHours(25));

        kit.keeper.round();
        kit.keeper.removeOrphans(caller.tenant(), row.sha256().substring(0, 2));

        assertThat(orphan).doesNotExist();
        assertThat(file(row)).exists();
        assertThat(kit.bytes.file(caller.tenant(), upload.id())).doesNotExist();
        assertThat(kit.catalogue.used(caller).usage()).isEqualTo(new UploadDao.Usage(10, 1, 0, 0));
    }

    @Test
    void rangesAreThoseOfRfc9110() {
        assertThat(ByteRange.parse("bytes=0-0", 100)).contains(new ByteRange(0, 1));
        assertThat(ByteRange.parse("bytes=90-", 100)).contains(new ByteRange(90, 10));
        assertThat(ByteRange.parse("bytes=90-999999999999999999999", 100)).isEmpty();
        assertThat(ByteRange.parse("bytes=90-9999999999999999999", 100)).contains(new ByteRange(90, 10));
        assertThat(ByteRange.parse("bytes=-7", 100)).contains(new ByteRange(93, 7));
        assertThat(ByteRange.parse("bytes=-700", 100)).contains(new ByteRange(0, 100));
        for (String whole : List.of("bytes=", "bytes=-", "bytes=9-3", "items=0-1", "bytes=a-b", "0-1")) {
            assertThat(ByteRange.parse(whole, 100)).isEqualTo(Optional.empty());
        }
        for (String beyond : List.of("bytes=100-", "bytes=-0", "bytes=0-1,3-4")) {
            refused(ErrorCode.RANGE_NOT_SATISFIABLE, "100 bytes", () -> ByteRange.parse(beyond, 100));
        }
    }

    @Test
    void aNameInAHeaderStaysOneName() {
        assertThat(Download.disposition("a\"; x=y ü.bin"))
                .isEqualTo("attachment; filename=\"a___x_y__.bin\"; filename*=UTF-8''a%22%3B%20x%3Dy%20%C3%BC.bin");
        assertThatThrownBy(() -> Declared.contentType("text/html\r\nx: y")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Declared.fileName("../x")).isInstanceOf(Problem.class);
    }

    private Path file(ContentRow row) {
        return kit.blobs.of(row.tier()).file(caller.tenant(), row.location()).orElseThrow();
    }

    private ContentRow get(ContentRow row) {
        return kit.catalogue.get(caller.tenant(), row.digest());
    }

    private static List<String> events(ContentRow row) {
        return POSTGRES.events().stream()
                .filter(event -> event.subject().equals(row.digest().toString()))
                .map(event -> event.type())
                .toList();
    }

    private void publish(String asset) {
        kit.database.change(caller, (sql, events) -> sql.createUpdate(
                        "UPDATE registry.asset SET status = 'published' WHERE id = :id")
                .bind("id", asset)
                .execute());
    }
}
