package dev.depwatch.token;

import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A server token, or a certificate, held by an instance.
 *
 * @param name the administrator's name for it in Jamf Pro
 * @param owner the Apple ID that downloaded it; empty if unknown
 * @param organization the organisation at Apple that it belongs to; "" if unknown
 * @param serverName the name of the device management service at Apple; "" if unknown
 * @param serverUuid Apple's id of that service; "" if unknown. Two instances with one UUID share one token. The topic of
 *     a push certificate.
 * @param expiry when it ends; empty if unknown
 */
public record Token(
        Key key,
        String name,
        Optional<AppleId> owner,
        String organization,
        String serverName,
        String serverUuid,
        Optional<Expiry> expiry) {

    /**
     * Identifies a token while it exists, even if its name or owner changes. Ordered by instance, kind and id.
     *
     * @param id Jamf Pro's id of the ADE instance or volume purchasing location; unique within instance and kind; {@link
     *     #ONLY} for a certificate
     */
    public record Key(Instance instance, TokenKind kind, String id) implements Comparable<Key> {

        /** An instance has one certificate of a kind at most. */
        public static final String ONLY = "1";

        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::instance).thenComparing(Key::kind).thenComparing(Key::id);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** The identity of its server at Apple; an unknown server counts as a server of its own. */
    public Object server() {
        return serverId().isEmpty() ? key : serverId();
    }

    /** Apple's id of its server, to compare; "" if unknown. */
    public String serverId() {
        return comparable(serverUuid);
    }

    /** Apple's id of a server without hyphens and in one case: it is seen with and without them. */
    public static String comparable(String serverUuid) {
        return serverUuid.replace("-", "").strip().toUpperCase(Locale.ROOT);
    }

    /**
     * Whether the entry holds another token than this one now: the expiry, the owner or the server changed. A value that
     * was missing before or is missing now proves no replacement; neither does a new server name with the same id.
     */
    public boolean isReplacedBy(Token now) {
        return endDiffers(now) || differ(owner, now.owner) || hasOtherServerId(now);
    }

    /** Whether the server is certainly another one: a name alone may be a new one of the same server. */
    public boolean hasOtherServerId(Token now) {
        return differ(known(serverId()), known(now.serverId()));
    }

    /** Whether both are of one server, by its name where an id is not known. */
    public boolean isOfServerOf(Token other) {
        return (serverId().isEmpty() || other.serverId().isEmpty())
                ? serverName.equals(other.serverName)
                : serverId().equals(other.serverId());
    }

    /** Whether the server is another one, by its name where an id is not known. */
    public boolean hasOtherServer(Token now) {
        return (serverId().isEmpty() || now.serverId().isEmpty())
                ? differ(known(serverName), known(now.serverName))
                : hasOtherServerId(now);
    }

    /** Whether it certainly belongs to another organisation. */
    public boolean hasOtherOrganization(Token other) {
        return differ(known(organization), known(other.organization));
    }

    /** A date equals a time on that day: another version of Jamf Pro may print it that way. */
    public boolean endDiffers(Token now) {
        boolean areDays = Stream.concat(expiry.stream(), now.expiry.stream())
                .anyMatch(end -> end.date().isPresent());
        return areDays
                ? differ(expiry.map(end -> end.day(ZoneOffset.UTC)), now.expiry.map(end -> end.day(ZoneOffset.UTC)))
                : differ(expiry, now.expiry);
    }

    /** Whether it certainly ends before the other. */
    public boolean endsBefore(Token other) {
        return expiry.stream()
                .anyMatch(end -> other.expiry.stream().anyMatch(last -> end.at().isBefore(last.at())));
    }

    private static Optional<String> known(String text) {
        return Optional.of(text).filter(some -> !some.isBlank());
    }

    private static <T> boolean differ(Optional<T> before, Optional<T> now) {
        return before.isPresent() && now.isPresent() && !before.equals(now);
    }

    public Instance instance() {
        return key.instance();
    }

    public TokenKind kind() {
        return key.kind();
    }

    public String id() {
        return key.id();
    }

    /** "physics/ade/1": the token on a command line. */
    public String path() {
        return instance().name() + "/" + kind().key() + "/" + id();
    }
}
