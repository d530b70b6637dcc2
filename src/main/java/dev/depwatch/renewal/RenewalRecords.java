package dev.depwatch.renewal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.depwatch.renewal.RenewalHistory.Action;
import dev.depwatch.renewal.RenewalHistory.Entry;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who renewed what and when: {@code renewals.jsonl}, one line an action, which only its owner may read. Of a file it
 * holds the name and the SHA-256, and nothing of the contents. A run that was interrupted continues from it. Not safe
 * for use by several threads; two processes may append at a time.
 */
public final class RenewalRecords {
    private static final String FILE = "renewals.jsonl";
    private static final String LOCK = "renewals.lock";

    /** A thousand renewals of forty tokens. */
    private static final int MAX_BYTES = 16 << 20;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> NEW_FILE =
            PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    private static final FileAttribute<Set<PosixFilePermission>> NEW_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModules(new JavaTimeModule(), new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .build();

    private final Path file;
    private final String by;
    private RenewalHistory history;

    private RenewalRecords(Path file, String by, RenewalHistory history) {
        this.file = file;
        this.by = by;
        this.history = history;
    }

    /**
     * The records of this user.
     *
     * @param folder is made at the first record if it is not there, for the user alone
     * @param by who is doing this
     * @throws IOException with a sentence for the user
     */
    public static RenewalRecords in(Path folder, String by) throws IOException {
        Path file = folder.resolve(FILE);
        List<Entry> entries = new ArrayList<>();
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(file + " is no file; expected the records of earlier renewals, or nothing");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(file + " is larger than 16 MiB; move it away");
            }
            for (String line : new String(Files.readAllBytes(file), UTF_8).split("\n", -1)) {
                entry(line).ifPresent(entries::add);
            }
        }
        return new RenewalRecords(file, by, new RenewalHistory(entries));
    }

    /** Empty if it cannot be read, as the last line of a process that was killed: the others still count. */
    private static Optional<Entry> entry(String line) {
        try {
            return line.isBlank() ? Optional.empty() : Optional.of(JSON.readValue(line, Entry.class));
        } catch (JsonProcessingException isTorn) {
            return Optional.empty();
        }
    }

    /** All that is recorded so far. */
    public RenewalHistory history() {
        return history;
    }

    /**
     * Makes sure that no other run of this user uploads to these instances at the same time, until it is closed.
     *
     * @throws IOException with a sentence for the user, if one does
     */
    public Closeable alone(Set<Instance> instances) throws IOException {
        makeFolder();
        Path lock = file.resolveSibling(LOCK);
        FileChannel channel =
                FileChannel.open(lock, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), NEW_FILE);
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

    /** Notes that the renewal of these tokens begins, unless it was begun before. */
    public void begin(Checklist list, Instant now) throws IOException {
        for (Step step : list.steps()) {
            if (!step.isDone() && history.open(step.key(), now).isEmpty()) {
                add(Action.BEGUN, step.before(), now);
            }
        }
    }

    /** Notes that a sync with the new token went well. */
    public void proven(Step step, Instant now) throws IOException {
        add(Action.PROVEN, step.now(), now);
    }

    /** Appends what was done with a token. */
    void add(Action action, Token token, Instant at) throws IOException {
        append(entry(action, token, Optional.empty(), Optional.empty(), "", at));
    }

    /** Appends what was done with a token and a file. */
    void add(Action action, Token token, TokenFile of, Optional<String> publicKey, String detail, Instant at)
            throws IOException {
        append(entry(action, token, Optional.of(of), publicKey, detail, at));
    }

    private Entry entry(
            Action action, Token token, Optional<TokenFile> of, Optional<String> publicKey, String detail, Instant at) {
        return new Entry(
                at,
                by,
                action,
                token.instance().name(),
                token.kind().key(),
                token.id(),
                present(token.serverName()),
                token.owner().map(AppleId::value),
                token.expiry().map(Expiry::shown),
                of.map(TokenFile::name),
                of.map(TokenFile::sha256),
                publicKey,
                present(detail));
    }

    private static Optional<String> present(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }

    /** Notes that a public key was saved. */
    public void keySaved(Instance instance, PublicKey key, Path saved, Instant at) throws IOException {
        Optional<String> none = Optional.empty();
        Optional<String> name = Optional.of(String.valueOf(saved.getFileName()));
        Optional<String> sha256 = Optional.of(key.sha256());
        append(new Entry(
                at, by, Action.KEY_SAVED, instance.name(), "", "", none, none, none, name, none, sha256, none));
    }

    private void append(Entry entry) throws IOException {
        makeFolder();
        Set<StandardOpenOption> options = Set.of(
                StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
        try (FileChannel channel = FileChannel.open(file, options, NEW_FILE)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
            // Until the file is closed.
            channel.lock();
            ByteBuffer last = ByteBuffer.wrap(new byte[] {'\n'});
            if (channel.size() > 0) {
                channel.read(last, channel.size() - 1);
            }
            String torn = last.get(0) == '\n' ? "" : "\n";
            Channels.newOutputStream(channel.position(channel.size()))
                    .write((torn + JSON.writeValueAsString(entry) + "\n").getBytes(UTF_8));
        }
        List<Entry> entries = new ArrayList<>(history.entries());
        entries.add(entry);
        history = new RenewalHistory(entries);
    }

    private void makeFolder() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(folder, NEW_FOLDER);
        }
    }
}
