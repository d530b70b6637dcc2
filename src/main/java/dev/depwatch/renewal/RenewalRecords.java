package dev.depwatch.renewal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.depwatch.config.FileAccess;
import dev.depwatch.renewal.RenewalHistory.Line;
import dev.depwatch.renewal.RenewalHistory.RecordedAction;
import dev.depwatch.state.SavedForm;
import dev.depwatch.state.StateDirectory;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who renewed what and when: {@code renewals.jsonl}, one line an action, which only its owner may read. Of a file it
 * holds the name and the SHA-256, and nothing of the contents. A run that was interrupted continues from it. Only
 * {@link #history} is safe for use by several threads; two processes may append at a time.
 */
public final class RenewalRecords {
    /** Thirty thousand lines; each is a few hundred bytes. */
    private static final long MAX_BYTES = 16L * 1024 * 1024;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<?> NEW_FILE = FileAccess.ownerOnly("rw-------");

    private final Path folder;
    private final Path file;
    private final String by;
    private final List<Line> lines = Collections.synchronizedList(new ArrayList<>());

    /**
     * The records of this user.
     *
     * @param folder is made at the first record if it is not there, for the user alone
     * @param by who is doing this
     * @throws IOException with a sentence for the user
     */
    public RenewalRecords(Path folder, String by) throws IOException {
        this.folder = folder;
        this.file = folder.resolve("renewals.jsonl");
        this.by = by;
        if (Files.exists(file, NOFOLLOW_LINKS)) {
            if (!Files.isRegularFile(file, NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
                throw new IOException(file + " is no file, or larger than 16 MiB; expected the records of"
                        + " earlier renewals. Move it away");
            }
            String text = new String(Files.readAllBytes(file), UTF_8);
            text.lines().flatMap(RenewalRecords::line).forEach(lines::add);
        }
    }

    /** None if it cannot be read: the others still count. */
    private static Stream<Line> line(String text) {
        try {
            return Stream.of(SavedForm.bind(SavedForm.parse(text.getBytes(UTF_8)), Line.class));
        } catch (IOException | IllegalArgumentException isTorn) {
            return Stream.of();
        }
    }

    /** All that is recorded so far. */
    public RenewalHistory history() {
        return new RenewalHistory(lines);
    }

    /**
     * Makes sure that no other run of this user uploads to these instances at the same time, until it is closed.
     *
     * @throws IOException with a sentence for the user, if one does
     */
    public Closeable alone(Set<Instance> instances) throws IOException {
        makeFolder();
        Path lock = folder.resolve("renewals.lock");
        FileChannel channel = FileChannel.open(lock, Set.of(CREATE, WRITE), NEW_FILE);
        Set<Integer> locked = new HashSet<>();
        for (Instance instance : instances) {
            if (locked.add(instance.name().hashCode()) && !isLocked(channel, instance)) {
                channel.close();
                throw new IOException("Another depwatch renew uploads to " + instance.name() + " already (" + lock
                        + " is locked): continue there, or end it first");
            }
        }
        return channel;
    }

    /** Each instance has a byte of its own: two names with one hash only wait for each other. */
    private static boolean isLocked(FileChannel channel, Instance instance) throws IOException {
        try {
            return channel.tryLock(Integer.toUnsignedLong(instance.name().hashCode()), 1, false) != null;
        } catch (OverlappingFileLockException isOurs) {
            return false;
        }
    }

    /** Notes that the renewal of these tokens begins, or goes on from the token with which it began. */
    public void begin(List<TokenRenewal> tokens, Instant now) throws IOException {
        for (TokenRenewal token : tokens) {
            if (!token.isDone()) {
                add(RecordedAction.BEGUN, token.before(), Optional.empty(), "", now);
            }
        }
    }

    /** Notes that a sync with the new token went well. */
    public void proven(TokenRenewal token, Instant now) throws IOException {
        add(RecordedAction.PROVEN, token.now(), Optional.empty(), "", now);
    }

    /** Appends what was done with a token, and with a file. */
    void add(RecordedAction action, Token token, Optional<TokenFile> of, String detail, Instant at) throws IOException {
        Line line = new Line(at, by, action, token, of.map(TokenFile::name), of.map(TokenFile::sha256), detail);
        makeFolder();
        try (FileChannel channel =
                FileChannel.open(file, Set.of(CREATE, READ, WRITE, DSYNC, NOFOLLOW_LINKS), NEW_FILE)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
            // Until the file is closed.
            channel.lock();
            StateDirectory.append(channel, (SavedForm.of(line) + "\n").getBytes(UTF_8));
        }
        lines.add(line);
    }

    private void makeFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, FileAccess.ownerOnly("rwx------"));
        }
    }
}
