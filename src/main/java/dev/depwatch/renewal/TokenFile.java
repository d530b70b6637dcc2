package dev.depwatch.renewal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.config.FileAccess;
import dev.depwatch.renewal.EnvelopedFile.Recipient;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file with a token that somebody downloaded at Apple. It is a secret: whatever prints this gets the name and the
 * hash. What the name says of the server and the time is a claim, which others must agree with.
 */
public final class TokenFile {
    /** A file of Apple's has some four kilobytes. */
    static final int MAX_BYTES = 64 * 1024;

    /** Enough for any name of a file. */
    static final int MAX_NAME = 300;

    /**
     * As in {@code mdmserver1_Token_2022-07-01T22-18-53Z_smime.p7m} (NanoDEP docs/quickstart.md), with the number that
     * a browser appends to the name of a second file.
     */
    private static final Pattern NAME = Pattern.compile(
            "(?<server>.+)_Token_(?<at>\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\dZ)_smime ?(\\(\\d{1,3}\\))?\\.p7m");

    /** As browsers name what they have not finished: Chrome and its kin, Firefox, Safari, Opera. */
    private static final Pattern UNFINISHED =
            Pattern.compile("(?i).*\\.(crdownload|part|partial|download|opdownload|tmp)");

    private static final Pattern ENROLLMENT = Pattern.compile("(?i).*\\.p7m");
    private static final Pattern CONTENT = Pattern.compile("(?i).*\\.vpptoken");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss'Z'", Locale.ROOT);

    /** As in fleetdm/fleet, which reads these files ({@code VPPTokenRaw}): {@code 2025-06-24T15:50:50+0000}. */
    private static final DateTimeFormatter EXPIRY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss[XXX][XX][X]", Locale.ROOT);

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(8).build())
            .build());

    private final Path path;
    private final String name;
    private final TokenKind kind;
    private final byte[] bytes;
    private final String sha256;
    private final List<Recipient> recipients;
    private final Optional<Instant> expires;

    private TokenFile(Path path, TokenKind kind, byte[] bytes, List<Recipient> recipients, Optional<Instant> expires) {
        this.path = path;
        this.name = shown(path);
        this.kind = kind;
        this.bytes = bytes;
        this.sha256 = PublicKey.sha256(bytes);
        this.recipients = List.copyOf(recipients);
        this.expires = expires;
    }

    /** Whether a file of this name is looked at: one of Apple's, or what a browser has not finished. */
    public static boolean isNamedLikeOne(String name) {
        return ENROLLMENT.matcher(name).matches() || CONTENT.matcher(name).matches();
    }

    /** Whether a browser gives this name to a file of Apple's that it has not finished. */
    public static boolean isUnfinished(String name) {
        return UNFINISHED.matcher(name).matches() && (name.contains(".p7m") || name.contains(".vpptoken"));
    }

    /**
     * Reads and understands the file.
     *
     * @throws RefusedFileException if it is none that may be uploaded
     */
    public static TokenFile read(Path path) throws RefusedFileException {
        String name = shown(path);
        if (isUnfinished(name)) {
            throw RefusedFileException.unfinished(name);
        }
        return of(path, bytes(path, name));
    }

    /** The file with these contents. */
    static TokenFile of(Path path, byte[] bytes) throws RefusedFileException {
        String name = shown(path);
        if (CONTENT.matcher(name).matches()) {
            return content(path, name, bytes);
        }
        if (!ENROLLMENT.matcher(name).matches()) {
            throw RefusedFileException.of(
                    name, "no token by its name; expected one that ends in _smime.p7m or .vpptoken");
        }
        if (contentToken(name, bytes).isPresent()) {
            throw RefusedFileException.of(
                    name,
                    "a content token under the name of an enrolment token. Rename it, so that its name ends in"
                            + " .vpptoken");
        }
        return new TokenFile(
                path, TokenKind.ADE, bytes, EnvelopedFile.of(name, bytes).recipients(), Optional.empty());
    }

    private static TokenFile content(Path path, String name, byte[] bytes) throws RefusedFileException {
        Optional<JsonNode> token = contentToken(name, bytes);
        if (token.isEmpty()) {
            throw RefusedFileException.of(
                    name,
                    isEnveloped(name, bytes)
                            ? "an enrolment token under the name of a content token. Rename it, so that its name ends in"
                                    + " .p7m"
                            : "no content token: expected base64 of JSON, as Apple gives it. If the download is not"
                                    + " complete, wait for its end. " + RefusedFileException.AGAIN);
        }
        return new TokenFile(path, TokenKind.CONTENT, bytes, List.of(), expiry(token.get()));
    }

    private static boolean isEnveloped(String name, byte[] bytes) {
        try {
            return !EnvelopedFile.of(name, bytes).recipients().isEmpty();
        } catch (RefusedFileException isNone) {
            return false;
        }
    }

    /**
     * What Jamf Pro is given as it is; its form is that which fleetdm/fleet reads.
     *
     * @throws RefusedFileException if these can be the first bytes of one
     */
    private static Optional<JsonNode> contentToken(String name, byte[] bytes) throws RefusedFileException {
        String text = new String(bytes, US_ASCII).strip();
        try {
            JsonNode token = JSON.readTree(Base64.getDecoder().decode(text.substring(0, text.length() / 4 * 4)));
            if (token.isMissingNode()) {
                throw RefusedFileException.unfinished(name);
            }
            return Optional.of(token)
                    .filter(json -> json.path("token").isTextual()
                            && json.path("expDate").isTextual());
        } catch (JsonEOFException isCut) {
            throw RefusedFileException.unfinished(name);
        } catch (IOException | IllegalArgumentException isNone) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> expiry(JsonNode token) {
        try {
            return Optional.of(Instant.from(EXPIRY.parse(token.path("expDate").asText())));
        } catch (DateTimeException isNotKnown) {
            return Optional.empty();
        }
    }

    /** No link is followed: a file of this name could lead anywhere. */
    private static byte[] bytes(Path path, String name) throws RefusedFileException {
        try {
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                throw RefusedFileException.of(
                        name,
                        Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? "no file, but a folder or a link" : "gone");
            }
            checkOwner(path, name);
            byte[] bytes;
            try (InputStream in = Channels.newInputStream(
                    Files.newByteChannel(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)))) {
                bytes = in.readNBytes(MAX_BYTES + 1);
            }
            if (bytes.length > MAX_BYTES) {
                throw RefusedFileException.of(
                        name, "larger than " + MAX_BYTES / 1024 + " KiB; a token of Apple's has a few");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw RefusedFileException.of(name, "gone");
        } catch (AccessDeniedException e) {
            throw RefusedFileException.of(name, "this user may not read it");
        } catch (IOException e) {
            throw RefusedFileException.of(name, "cannot be read");
        }
    }

    /** Whoever may put a file into the folder could have Jamf Pro take a token of his own. */
    private static void checkOwner(Path path, String name) throws IOException, RefusedFileException {
        Optional<FileAccess> found = FileAccess.of(path);
        Optional<FileAccess> folder = FileAccess.of(path.toAbsolutePath().resolveSibling("."));
        if (found.isEmpty() || folder.isEmpty()) {
            return;
        }
        // Under sudo this user is root, and the folder belongs to the person.
        int person = FileAccess.ownUid().stream()
                .filter(user -> user != FileAccess.ROOT)
                .findFirst()
                .orElse(folder.get().uid());
        if (found.get().isForeignTo(person)) {
            throw RefusedFileException.of(
                    name,
                    "belongs to " + found.get().who() + "; expected a file that you saved. If you know where it comes"
                            + " from, copy it to a file of your own");
        }
        if (found.get().othersMayWrite()) {
            throw RefusedFileException.of(
                    name,
                    "everybody may write it (mode " + found.get().octal()
                            + "); expected a file that you alone may write. If nobody changed it, take the right away:"
                            + " chmod o-w");
        }
    }

    private static String shown(Path path) {
        return SafeText.line(String.valueOf(path.getFileName()), MAX_NAME);
    }

    public Path path() {
        return path;
    }

    /** Its name without the folder, cleaned. */
    public String name() {
        return name;
    }

    public TokenKind kind() {
        return kind;
    }

    public String sha256() {
        return sha256;
    }

    /** For whose certificates an enrolment token is encrypted. */
    List<Recipient> recipients() {
        return recipients;
    }

    /** The server that the name claims; empty where the file was renamed. */
    public Optional<String> serverName() {
        return kind == TokenKind.ADE ? serverName(name) : Optional.empty();
    }

    static Optional<String> serverName(String name) {
        return matched(name, "server").map(SafeText::name);
    }

    /** When the name claims that it was downloaded. */
    public Optional<Instant> downloadedAt() {
        return kind == TokenKind.ADE ? downloadedAt(name) : Optional.empty();
    }

    static Optional<Instant> downloadedAt(String name) {
        try {
            return matched(name, "at").map(at -> LocalDateTime.parse(at, TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException isNoTime) {
            return Optional.empty();
        }
    }

    private static Optional<String> matched(String name, String group) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.of(matcher.group(group)) : Optional.empty();
    }

    /** When a content token ends; Apple does not say it outside of an enrolment token. */
    public Optional<Instant> expires() {
        return expires;
    }

    /** The contents, for the upload alone. */
    byte[] reveal() {
        return bytes.clone();
    }

    /** Whether the file at the path still has these contents. */
    public boolean isUnchanged() {
        try {
            return PublicKey.sha256(bytes(path, name)).equals(sha256);
        } catch (RefusedFileException isAnother) {
            return false;
        }
    }

    @Override
    public String toString() {
        return name + " (SHA-256 " + sha256 + ")";
    }
}
