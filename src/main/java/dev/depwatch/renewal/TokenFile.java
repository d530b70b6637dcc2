package dev.depwatch.renewal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.config.FileAccess;
import dev.depwatch.config.Secret;
import dev.depwatch.inventory.jamf.ServerClock;
import dev.depwatch.renewal.EnvelopedFile.Recipient;
import dev.depwatch.text.SafeText;
import dev.depwatch.text.Sha256;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file with a token that somebody downloaded at Apple. It is a secret: whatever prints this gets the name and the
 * hash. What the name says of the server and the time is a claim, which others must agree with.
 *
 * @param contents in base64
 * @param recipients for whose certificates an enrolment token is encrypted
 * @param expires when a content token ends; Apple does not say it outside of an enrolment token
 */
public record TokenFile(
        Path path, TokenKind kind, Secret contents, List<Recipient> recipients, Optional<Instant> expires) {
    /** A file that is older was not downloaded for this run. */
    private static final Duration A_DAY_OR_TWO = Duration.ofDays(2);

    /** A file of Apple's has some four kilobytes. */
    static final int MAX_BYTES = 64 * 1024;

    /** Enough for any name of a file. */
    private static final int MAX_NAME = 300;

    /**
     * As in {@code mdmserver1_Token_2022-07-01T22-18-53Z_smime.p7m} (NanoDEP docs/quickstart.md), with the number that
     * a browser appends to the name of a second file.
     */
    private static final Pattern NAME = Pattern.compile(
            "(?<server>.+)_Token_(?<at>\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\dZ)_smime ?(\\(\\d{1,3}\\))?\\.p7m");

    private static final Pattern ENDING = Pattern.compile("(?i).*\\.(p7m|vpptoken)");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss'Z'", Locale.ROOT);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whether Apple gives such a name to a file. */
    static boolean isNamedLikeOne(String name) {
        return ENDING.matcher(name).matches();
    }

    /**
     * Reads and understands the file.
     *
     * @throws RefusedFileException if it is none that may be uploaded
     */
    public static TokenFile read(Path path) throws RefusedFileException {
        return of(path, contents(path));
    }

    /**
     * Reads the contents of a file, which are a secret. No link is followed: a file of this name could lead anywhere.
     *
     * @throws RefusedFileException if this user should not upload it
     */
    private static byte[] contents(Path path) throws RefusedFileException {
        try {
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                boolean isThere = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
                throw new RefusedFileException(isThere ? "no file, but a folder or a link" : "gone");
            }
            checkOwner(path);
            try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    throw new RefusedFileException(
                            "larger than " + MAX_BYTES / 1024 + " KiB; a token of Apple's has a few");
                }
                return bytes;
            }
        } catch (IOException e) {
            throw new RefusedFileException("cannot be read by this user");
        }
    }

    /** Whoever may put a file into the folder could have Jamf Pro take a token of his own. */
    private static void checkOwner(Path path) throws IOException, RefusedFileException {
        FileAccess access = FileAccess.of(path);
        if (access.isForeignTo(FileAccess.ownUid().orElse(access.uid()))) {
            throw new RefusedFileException(
                    "belongs to " + access.who() + "; expected a file that you saved. If you know where it comes"
                            + " from, copy it to a file of your own");
        }
        if (access.othersMayWrite()) {
            throw new RefusedFileException("everybody may write it (mode " + access.octal()
                    + "); expected a file that you alone may write. If nobody changed it, take the right away:"
                    + " chmod o-w");
        }
    }

    /** The file with these contents, which tell the kind of the token. */
    static TokenFile of(Path path, byte[] bytes) throws RefusedFileException {
        Secret contents = new Secret(Base64.getEncoder().encodeToString(bytes));
        Optional<JsonNode> content = contentToken(bytes);
        if (content.isPresent()) {
            // As in fleetdm/fleet, which reads these files (VPPTokenRaw): 2025-06-24T15:50:50+0000.
            Optional<Instant> expires =
                    ServerClock.time(content.get().path("expDate").asText());
            return new TokenFile(path, TokenKind.CONTENT, contents, List.of(), expires);
        }
        return new TokenFile(path, TokenKind.ADE, contents, EnvelopedFile.recipients(bytes), Optional.empty());
    }

    /**
     * What Jamf Pro is given as it is; its form is that which fleetdm/fleet reads.
     *
     * @throws RefusedFileException if these can be the first bytes of one
     */
    private static Optional<JsonNode> contentToken(byte[] bytes) throws RefusedFileException {
        String text = new String(bytes, US_ASCII).strip();
        try {
            JsonNode token = JSON.readTree(Base64.getDecoder().decode(text.substring(0, text.length() / 4 * 4)));
            if (token.isMissingNode()) {
                throw RefusedFileException.unfinished();
            }
            boolean isOne =
                    token.path("token").isTextual() && token.path("expDate").isTextual();
            return isOne ? Optional.of(token) : Optional.empty();
        } catch (JsonEOFException isCut) {
            throw RefusedFileException.unfinished();
        } catch (IOException | IllegalArgumentException isNone) {
            return Optional.empty();
        }
    }

    /** The name of a file without the folder, cleaned. */
    public static String name(Path path) {
        return SafeText.line(String.valueOf(path.getFileName()), MAX_NAME);
    }

    public String name() {
        return name(path);
    }

    byte[] bytes() {
        return Base64.getDecoder().decode(contents.reveal());
    }

    public String sha256() {
        return HexFormat.of().formatHex(Sha256.of(bytes()));
    }

    /** The server that the name claims; empty where the file was renamed. */
    Optional<String> serverName() {
        return kind == TokenKind.ADE ? serverName(name()) : Optional.empty();
    }

    /** When the name claims that it was downloaded. */
    Optional<Instant> downloadedAt() {
        return kind == TokenKind.ADE ? downloadedAt(name()) : Optional.empty();
    }

    private static Optional<String> serverName(String name) {
        return matched(name, "server").map(SafeText::name);
    }

    private static Optional<Instant> downloadedAt(String name) {
        try {
            return matched(name, "at").map(at -> LocalDateTime.parse(at, TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException isNoTime) {
            return Optional.empty();
        }
    }

    /** Whether Apple ended this one when the file of this name was downloaded, as far as the names tell. */
    boolean isEndedBy(String later) {
        return serverName().equals(serverName(later))
                && downloadedAt()
                        .flatMap(own -> downloadedAt(later).filter(own::isBefore))
                        .isPresent();
    }

    private static Optional<String> matched(String name, String group) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.of(matcher.group(group)) : Optional.empty();
    }

    /** Whether the token in Jamf Pro was downloaded earlier, by the days on which both end. */
    public boolean isNewerThan(Token token) {
        return daysLonger(token).filter(days -> days > 1).isPresent();
    }

    /** Whether the token in Jamf Pro was downloaded later, by the days on which both end. */
    boolean isOlderThan(Token token) {
        return daysLonger(token).filter(days -> days < -1).isPresent();
    }

    /** Whether the token in Jamf Pro can be this one: a content token's end tells its location, another's a day. */
    boolean mayBe(Token token) {
        return kind == TokenKind.ADE
                ? daysLonger(token).filter(days -> Math.abs(days) <= 1).isPresent()
                : expires.flatMap(own -> token.expiry().map(other -> Duration.between(own, other.at()))).stream()
                        .anyMatch(apart -> Math.abs(apart.toSeconds()) <= 1);
    }

    /** Whether the token in Jamf Pro, which was there before this run, is probably this one: both end together. */
    boolean endsWith(Token token, Instant now) {
        return mayBe(token)
                && (kind == TokenKind.CONTENT || downloadedAt().orElse(now).isBefore(now.minus(A_DAY_OR_TWO)));
    }

    /** Whether the token in Jamf Pro is certainly another one, by the days on which both end. */
    boolean cannotBe(Token token) {
        return daysLonger(token).filter(days -> Math.abs(days) > 1).isPresent();
    }

    /**
     * How many days longer the token in the file lives. Apple's tokens live for a year from the download, whose time is
     * in the file's name; a leap day or a time zone makes a difference of one day.
     *
     * @return empty if it is not known when one of them ends
     */
    private Optional<Long> daysLonger(Token token) {
        Optional<LocalDate> end = expires.map(at -> LocalDate.ofInstant(at, ZoneOffset.UTC))
                .or(() -> downloadedAt()
                        .map(at -> LocalDate.ofInstant(at, ZoneOffset.UTC).plusYears(1)));
        Optional<LocalDate> other = token.expiry().map(expiry -> expiry.day(ZoneOffset.UTC));
        return end.flatMap(own -> other.map(day -> ChronoUnit.DAYS.between(day, own)));
    }

    /** Whether the file at the path still has these contents. */
    public boolean isUnchanged() {
        try {
            return Arrays.equals(contents(path), bytes());
        } catch (RefusedFileException isAnother) {
            return false;
        }
    }

    @Override
    public String toString() {
        return name() + " (SHA-256 " + sha256() + ")";
    }
}
