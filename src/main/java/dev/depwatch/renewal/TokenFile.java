package dev.depwatch.renewal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.renewal.EnvelopedFile.Recipient;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file with a token that somebody downloaded at Apple. It is a secret: whatever prints this gets the name and the
 * hash. What the name says of the server and the time is a claim, which others must agree with.
 *
 * @param recipients for whose certificates an enrolment token is encrypted
 * @param expires when a content token ends; Apple does not say it outside of an enrolment token
 */
public record TokenFile(
        Path path, TokenKind kind, TokenContents contents, List<Recipient> recipients, Optional<Instant> expires) {
    /** Enough for any name of a file. */
    private static final int MAX_NAME = 300;

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

    public TokenFile {
        recipients = List.copyOf(recipients);
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
        return of(path, TokenContents.read(path, name));
    }

    /** The file with these contents. */
    static TokenFile of(Path path, TokenContents contents) throws RefusedFileException {
        String name = shown(path);
        if (CONTENT.matcher(name).matches()) {
            return content(path, name, contents);
        }
        if (!ENROLLMENT.matcher(name).matches()) {
            throw RefusedFileException.of(
                    name, "no token by its name; expected one that ends in _smime.p7m or .vpptoken");
        }
        if (contentToken(name, contents.reveal()).isPresent()) {
            throw RefusedFileException.of(
                    name,
                    "a content token under the name of an enrolment token. Rename it, so that its name ends in"
                            + " .vpptoken");
        }
        return new TokenFile(
                path,
                TokenKind.ADE,
                contents,
                EnvelopedFile.of(name, contents.reveal()).recipients(),
                Optional.empty());
    }

    private static TokenFile content(Path path, String name, TokenContents contents) throws RefusedFileException {
        Optional<JsonNode> token = contentToken(name, contents.reveal());
        if (token.isEmpty()) {
            throw RefusedFileException.of(
                    name,
                    isEnveloped(name, contents.reveal())
                            ? "an enrolment token under the name of a content token. Rename it, so that its name ends in"
                                    + " .p7m"
                            : "no content token: expected base64 of JSON, as Apple gives it. If the download is not"
                                    + " complete, wait for its end. " + RefusedFileException.AGAIN);
        }
        return new TokenFile(path, TokenKind.CONTENT, contents, List.of(), expiry(token.get()));
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

    private static String shown(Path path) {
        return SafeText.line(String.valueOf(path.getFileName()), MAX_NAME);
    }

    /** Its name without the folder, cleaned. */
    public String name() {
        return shown(path);
    }

    public String sha256() {
        return contents.sha256();
    }

    /** The server that the name claims; empty where the file was renamed. */
    public Optional<String> serverName() {
        return kind == TokenKind.ADE ? serverName(name()) : Optional.empty();
    }

    static Optional<String> serverName(String name) {
        return matched(name, "server").map(SafeText::name);
    }

    /** When the name claims that it was downloaded. */
    public Optional<Instant> downloadedAt() {
        return kind == TokenKind.ADE ? downloadedAt(name()) : Optional.empty();
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

    /** Whether the token in Jamf Pro was downloaded later, by the days on which both end. */
    boolean isOlderThan(Token token) {
        return daysLonger(token).filter(days -> days < -1).isPresent();
    }

    /** Whether the token in Jamf Pro can be this one, by the days on which both end. */
    boolean mayBe(Token token) {
        return daysLonger(token).filter(days -> Math.abs(days) <= 1).isPresent();
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
            return TokenContents.read(path, name()).equals(contents);
        } catch (RefusedFileException isAnother) {
            return false;
        }
    }

    @Override
    public String toString() {
        return name() + " (" + contents + ")";
    }
}
