package dev.depwatch.renewal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.depwatch.inventory.Outcome;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.renewal.Placement.Download;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who renewed what and when: {@code renewals.jsonl}, one line an action, which only its owner may read. Of a file it
 * holds the name and the SHA-256, and nothing of the contents. A run that was interrupted continues from it. Not safe
 * for use by several threads; two processes may append at a time.
 */
public final class RenewalRecords {
    static final String FILE = "renewals.jsonl";
    private static final String LOCK = "renewals.lock";

    /** A thousand renewals of forty tokens. */
    private static final int MAX_BYTES = 16 << 20;

    /** A renewal that rested for longer begins again. */
    private static final Duration MAX_PAUSE = Duration.ofDays(7);

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER = PosixFilePermissions.fromString("rwx------");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModules(new JavaTimeModule(), new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .build();

    private final Path file;
    private final String by;
    private final List<Entry> entries;

    private RenewalRecords(Path file, String by, List<Entry> entries) {
        this.file = file;
        this.by = by;
        this.entries = entries;
    }

    /** What was done. */
    public enum Action {
        /** The token stands on a list of what to renew; owner and expiry are those of the token then in place. */
        BEGUN,
        /** An upload begins. Without a line for its end, what became of it is not known. */
        UPLOADING,
        /** Jamf Pro took the file; owner and expiry are those of the new token. */
        UPLOADED,
        /** Jamf Pro did not take it. */
        FAILED,
        /** A sync with the new token went well. */
        PROVEN,
        /** The file was deleted. */
        DELETED,
        /** The public key was saved. */
        KEY_SAVED
    }

    /**
     * One line.
     *
     * @param by the user of the operating system
     * @param sha256 of the file
     * @param publicKey the SHA-256 of Jamf Pro's public key, for which the file was encrypted
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Entry(
            Instant at,
            String by,
            Action action,
            String instance,
            String kind,
            String id,
            Optional<String> server,
            Optional<String> owner,
            Optional<String> expires,
            Optional<String> file,
            Optional<String> sha256,
            Optional<String> publicKey,
            Optional<String> detail) {
        boolean isOf(Token.Key key) {
            return instance.equals(key.instance().name())
                    && kind.equals(key.kind().key())
                    && id.equals(key.id());
        }
    }

    /**
     * The records of this user.
     *
     * @param folder is made if it is not there, for the user alone
     * @param by who is doing this
     * @throws IOException with a sentence for the user
     */
    public static RenewalRecords in(Path folder, String by) throws IOException {
        Path file = folder.resolve(FILE);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(file + " is no file; expected the records of earlier renewals, or nothing");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(file + " is larger than 16 MiB; move it away");
            }
        }
        return new RenewalRecords(file, by, read(file));
    }

    /** A line that cannot be read, such as the last of a process that was killed, is left out. */
    private static List<Entry> read(Path file) throws IOException {
        List<Entry> entries = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : new String(Files.readAllBytes(file), UTF_8).split("\n", -1)) {
                try {
                    if (!line.isBlank()) {
                        entries.add(JSON.readValue(line, Entry.class));
                    }
                } catch (JsonProcessingException isTorn) {
                    // The others still count.
                }
            }
        }
        return entries;
    }

    /**
     * Makes sure that no other run of this user uploads to these instances at the same time, until it is closed.
     *
     * @throws IOException with a sentence for the user, if one does
     */
    public Closeable alone(Set<Instance> instances) throws IOException {
        makeFolder();
        FileChannel channel = FileChannel.open(
                file.resolveSibling(LOCK),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Set<Integer> locked = new HashSet<>();
        for (Instance instance : instances) {
            if (locked.add(instance.name().hashCode()) && !isLocked(channel, instance)) {
                channel.close();
                throw new IOException("Another depwatch renew uploads to " + instance.name() + " already ("
                        + file.resolveSibling(LOCK) + " is locked): continue there, or end it first");
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

    public Path file() {
        return file;
    }

    /** Appends what was done with a token. */
    void add(Action action, Token token, Instant at) throws IOException {
        append(entry(action, token, at, Optional.empty(), Optional.empty(), ""));
    }

    /** Appends what was done with a token and a file. */
    void add(Action action, Token token, TokenFile of, Optional<String> publicKey, String detail, Instant at)
            throws IOException {
        append(entry(action, token, at, Optional.of(of), publicKey, detail));
    }

    private Entry entry(
            Action action, Token token, Instant at, Optional<TokenFile> of, Optional<String> publicKey, String detail) {
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

    private void append(Entry entry) throws IOException {
        makeFolder();
        if (!Files.exists(file)) {
            Files.newByteChannel(
                            file,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(OWNER_ONLY))
                    .close();
        }
        Files.setPosixFilePermissions(file, OWNER_ONLY);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rwd")) {
            // Until the file is closed.
            out.getChannel().lock();
            long end = out.length();
            boolean isTorn = false;
            if (end > 0) {
                out.seek(end - 1);
                isTorn = out.read() != '\n';
            }
            out.seek(end);
            out.write(((isTorn ? "\n" : "") + JSON.writeValueAsString(entry) + "\n").getBytes(UTF_8));
        }
        entries.add(entry);
    }

    private void makeFolder() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY_FOLDER));
        }
    }

    /** Whether the token in the entry is that of the file: no other was uploaded since, and none was put back. */
    boolean holds(TokenFile file, Token token) {
        return holds(file.sha256(), file, token);
    }

    /**
     * The same of a file that may be gone.
     *
     * @param alike a file whose token ends on the same day
     */
    boolean holds(String sha256, TokenFile alike, Token token) {
        return lastUpload(token.key())
                .filter(entry -> entry.sha256().equals(Optional.of(sha256)))
                .filter(entry -> !isAnother(entry, token) || !Placement.isNotTokenOf(alike, token))
                .isPresent();
    }

    /** Whether a sync went well after the last upload to the entry. */
    boolean isProven(Token.Key key) {
        return entries.stream()
                .filter(entry -> entry.isOf(key))
                .map(Entry::action)
                .filter(action -> action == Action.UPLOADED || action == Action.PROVEN)
                .reduce((older, newer) -> newer)
                .filter(action -> action == Action.PROVEN)
                .isPresent();
    }

    /** Whether another file was uploaded to the entry after this one. */
    boolean isReplaced(String sha256, Token.Key key) {
        return uploads(key).anyMatch(entry -> entry.sha256().equals(Optional.of(sha256)))
                && lastUpload(key)
                        .filter(entry -> !entry.sha256().equals(Optional.of(sha256)))
                        .isPresent();
    }

    private Optional<Entry> lastUpload(Token.Key key) {
        return uploads(key).reduce((older, newer) -> newer);
    }

    private Stream<Entry> uploads(Token.Key key) {
        return entries.stream().filter(entry -> entry.action() == Action.UPLOADED && entry.isOf(key));
    }

    /** The files that somebody began to upload to the entry, each as it was when it began first. */
    List<Download> downloads(Token.Key key) {
        Set<String> seen = new HashSet<>();
        return entries.stream()
                .filter(entry -> entry.action() == Action.UPLOADING && entry.isOf(key))
                .flatMap(entry -> entry.file().stream()
                        .map(name -> new Download(name, entry.sha256().orElse(""), entry.at())))
                .filter(download -> seen.add(download.sha256()))
                .toList();
    }

    /** When a file that was encrypted for this public key was uploaded last: Apple had the key then. */
    public Optional<Instant> lastUse(String publicKey, Token.Key key) {
        return entries.stream()
                .filter(entry -> entry.action() == Action.UPLOADED
                        && entry.instance().equals(key.instance().name())
                        && entry.publicKey().equals(Optional.of(publicKey)))
                .map(Entry::at)
                .reduce((older, newer) -> newer);
    }

    /** Notes that the renewal of these tokens begins, unless it was begun before. */
    public void begin(Checklist list, Instant now) throws IOException {
        for (Step step : list.steps()) {
            if (!step.isDone() && begun(step.key(), now).isEmpty()) {
                add(Action.BEGUN, step.before(), now);
            }
        }
    }

    /** The tokens of this owner whose renewal was begun: by now they may have another one. */
    public Set<Token.Key> begunOf(AppleId owner, List<Token> tokens, Instant now) {
        return tokens.stream()
                .map(Token::key)
                .filter(key -> last(Action.BEGUN, key, now)
                        .filter(entry -> entry.owner().equals(Optional.of(owner.value())))
                        .isPresent())
                .collect(Collectors.toSet());
    }

    /** Notes that a public key was saved. */
    public void keySaved(Instance instance, PublicKey key, Path saved, Instant at) throws IOException {
        append(new Entry(
                at,
                by,
                Action.KEY_SAVED,
                instance.name(),
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(String.valueOf(saved.getFileName())),
                Optional.empty(),
                Optional.of(key.sha256()),
                Optional.empty()));
    }

    /** Notes that a sync with the new token went well. */
    public void proven(Step step, Instant now) throws IOException {
        add(Action.PROVEN, step.now(), now);
    }

    /** The step of a token: that of the renewal which was begun and broken off, or a new one. */
    Step resumed(TokenState state, Instant now) {
        Token token = state.token();
        Step fresh = Step.begun(state);
        Optional<Entry> proven = last(Action.PROVEN, token.key(), now);
        Optional<Entry> begun = begun(token.key(), now);
        if (begun.isEmpty()) {
            boolean isProvenStill =
                    proven.isPresent() && !isAnother(proven.get(), token) && state.outcome() == Outcome.GOOD;
            return isProvenStill ? fresh.proven(proven.get().at()) : fresh;
        }
        Token before = new Token(
                token.key(),
                token.name(),
                begun.get().owner().flatMap(AppleId::of),
                token.organization(),
                token.serverName(),
                token.serverUuid(),
                begun.get().expires().equals(token.expiry().map(Expiry::shown))
                        ? token.expiry()
                        : begun.get().expires().map(shown -> new Expiry(Instant.EPOCH, shown)));
        Optional<Instant> uploaded = last(Action.UPLOADED, token.key(), now)
                // A token that was put back is not that of the upload.
                .filter(entry -> !isAnother(entry, token))
                .map(Entry::at)
                .filter(at -> !at.isBefore(begun.get().at()));
        Step step = new Step(before, token, fresh.state(), uploaded, state.sync());
        return step.read(state, now);
    }

    private static boolean isAnother(Entry entry, Token token) {
        return !entry.owner().equals(token.owner().map(AppleId::value))
                || !entry.expires().equals(token.expiry().map(Expiry::shown));
    }

    /** That of a renewal which is not proven yet. */
    private Optional<Entry> begun(Token.Key key, Instant now) {
        Optional<Instant> proven = last(Action.PROVEN, key, now).map(Entry::at);
        return last(Action.BEGUN, key, now)
                .filter(entry -> proven.isEmpty() || entry.at().isAfter(proven.get()));
    }

    private Optional<Entry> last(Action action, Token.Key key, Instant now) {
        return entries.stream()
                .filter(entry -> entry.action() == action
                        && entry.isOf(key)
                        && entry.at().plus(MAX_PAUSE).isAfter(now))
                .reduce((older, newer) -> newer);
    }
}
