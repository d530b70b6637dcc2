package dev.depwatch.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.depwatch.text.Sha256;
import dev.depwatch.web.Access.Admission;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * The users who may read the pages. An unknown name takes as long as any user's wrong password, whatever the cost of
 * the hashes. For each user, depwatch remembers the last correct password as a hash with a salt of this process, so
 * that a scrape costs nothing.
 */
final class Users {
    /** Some seconds; each further step doubles the time. */
    static final int MAX_COST = 16;

    private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");
    private static final String SCHEME = "basic ";
    private static final int SALT_BITS = 128;

    /** Somebody who guesses passwords must not block the users. */
    private static final int MAX_WAITING = 4;

    private final Map<String, String> hashes;
    /** The highest cost of a hash. */
    private final int dearest;

    private final String salt = new BigInteger(SALT_BITS, new SecureRandom()).toString();
    /** By name, for known users only, which bounds its size. */
    private final Map<String, byte[]> remembered = new ConcurrentHashMap<>();

    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    Users(Map<String, String> hashes) {
        this.hashes = Map.copyOf(hashes);
        this.dearest = hashes.values().stream().mapToInt(Users::cost).max().orElse(0);
    }

    static boolean isHash(String text) {
        return HASH.matcher(text).matches() && cost(text) >= 4 && cost(text) <= MAX_COST;
    }

    /** A hash of no known password. */
    private static String nobodys(int cost) {
        return "$2b$%02d$".formatted(cost) + "depwatch".repeat(6) + "asks.";
    }

    /**
     * The costs that, after a hash of {@code cost}, take as long together as one of {@code dearest}: each step doubles
     * the time, so that 2^c + (2^c + 2^(c+1) + … + 2^(d-1)) = 2^d.
     */
    static IntStream fillers(int cost, int dearest) {
        return IntStream.range(cost, dearest);
    }

    private static int cost(String hash) {
        return Integer.parseInt(hash.substring(4, 6));
    }

    /** Whether no user is configured. */
    boolean isEmpty() {
        return hashes.isEmpty();
    }

    /** @param authorization the request's header; "" if it has none */
    Admission admit(String authorization) {
        return isEmpty()
                ? Admission.ADMITTED
                : credentials(authorization).map(this::admit).orElse(Admission.REFUSED);
    }

    private record Credentials(String name, String password) {}

    private static Optional<Credentials> credentials(String authorization) {
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.empty();
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(SCHEME.length()).strip());
            String[] both = new String(decoded, UTF_8).split(":", 2);
            return both.length == 2 ? Optional.of(new Credentials(both[0], both[1])) : Optional.empty();
        } catch (IllegalArgumentException ignored) {
            // Not Base64: as wrong as any other.
            return Optional.empty();
        }
    }

    private Admission admit(Credentials given) {
        byte[] proof = Sha256.of(salt + given.password);
        byte[] before = remembered.get(given.name);
        if (before != null && MessageDigest.isEqual(before, proof)) {
            return Admission.ADMITTED;
        }
        if (!waiting.tryAcquire()) {
            return Admission.BUSY;
        }
        try {
            return compared(given, proof) ? Admission.ADMITTED : Admission.REFUSED;
        } finally {
            waiting.release();
        }
    }

    /** One at a time: somebody who guesses passwords gets at most one core of this host. */
    private synchronized boolean compared(Credentials given, byte[] proof) {
        Optional<String> hash = Optional.ofNullable(hashes.get(given.name));
        boolean matches = BCrypt.checkpw(given.password, hash.orElse(nobodys(dearest)));
        hash.ifPresent(
                own -> fillers(cost(own), dearest).forEach(cost -> BCrypt.checkpw(given.password, nobodys(cost))));
        if (hash.isEmpty() || !matches) {
            return false;
        }
        remembered.put(given.name, proof);
        return true;
    }
}
