package dev.depwatch.apple;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.depwatch.config.SecretPem;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The private key of an API account, which signs by ES256 (RFC 7518, section 3.4). Reads PKCS#8 ({@code BEGIN PRIVATE
 * KEY}, RFC 5958) and SEC1 ({@code BEGIN EC PRIVATE KEY}, RFC 5915).
 */
final class SigningKey {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    /** DER of the identifiers of EC keys (1.2.840.10045.2.1) and of the curve P-256 (1.2.840.10045.3.1.7, RFC 5480). */
    private static final byte[] EC_OF_P256 = HexFormat.of().parseHex("301306072a8648ce3d020106082a8648ce3d030107");

    private static final byte[] P256 = HexFormat.of().parseHex("06082a8648ce3d030107");
    private static final byte[] VERSION_0 = {2, 1, 0};

    /** How a SEC1 key begins, after the header of its sequence: version 1 and 32 bytes, which is what P-256 has. */
    private static final byte[] VERSION_1_AND_32_BYTES = {2, 1, 1, 4, 32};

    /** The tag of a SEC1 key's curve. */
    private static final byte PARAMETERS = (byte) 0xA0;

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 4;
    private static final int SCALAR_BYTES = 32;

    private static final String EXPECTED =
            "; expected the private key of an API account as Apple gives it: PEM, with an EC key on the curve P-256";

    private final PrivateKey key;

    private SigningKey(PrivateKey key) {
        this.key = key;
    }

    /** @throws IllegalArgumentException with a sentence for the administrator, which holds nothing of the file */
    static SigningKey of(SecretPem pem) {
        Matcher block = PEM.matcher(pem.reveal());
        String other = "";
        while (block.find()) {
            switch (block.group(1)) {
                case "PRIVATE KEY" -> {
                    return ofPkcs8(bytes(block.group(2)));
                }
                case "EC PRIVATE KEY" -> {
                    return ofSec1(bytes(block.group(2)));
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new IllegalArgumentException("the private key is encrypted; expected it without a passphrase"
                            + " (openssl pkcs8 -in KEY -out NEW), in a file that depwatch alone can read");
                // Written before a key of openssl ecparam.
                case "EC PARAMETERS" -> {}
                default -> other = block.group(1);
            }
        }
        throw new IllegalArgumentException(
                (other.isEmpty() ? "no PEM private key in the file" : "found a " + other + " in the file") + EXPECTED);
    }

    private static byte[] bytes(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the private key is damaged: its Base64 cannot be read" + EXPECTED);
        }
    }

    private static SigningKey ofPkcs8(byte[] der) {
        if (indexOf(der, EC_OF_P256) < 0) {
            throw anotherCurve();
        }
        try {
            return new SigningKey(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (InvalidKeySpecException e) {
            // The JDK's message may quote the key.
            throw new IllegalArgumentException("the private key is damaged" + EXPECTED);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has EC", e);
        }
    }

    private static SigningKey ofSec1(byte[] der) {
        int begin = contentOf(der).orElse(der.length);
        int scalar = begin + VERSION_1_AND_32_BYTES.length;
        int after = scalar + SCALAR_BYTES;
        boolean hasLength = after <= der.length
                && Arrays.equals(der, begin, scalar, VERSION_1_AND_32_BYTES, 0, VERSION_1_AND_32_BYTES.length);
        boolean isOfAnotherCurve = hasLength
                && after < der.length
                && der[after] == PARAMETERS
                && indexOf(Arrays.copyOfRange(der, after, der.length), P256) != 2;
        if (!hasLength || isOfAnotherCurve) {
            throw anotherCurve();
        }
        // The curve is in the frame, and the public key is not needed.
        byte[] sec1 = sequence(Arrays.copyOfRange(der, begin, after));
        return ofPkcs8(sequence(VERSION_0, EC_OF_P256, tagged(OCTETS, sec1)));
    }

    /** Where the content of a DER sequence begins; empty if it is none. */
    private static Optional<Integer> contentOf(byte[] der) {
        if (der.length < 2 || der[0] != SEQUENCE) {
            return Optional.empty();
        }
        int length = der[1] & 0xFF;
        return Optional.of(2 + (length < 0x80 ? 0 : length & 0x7F));
    }

    private static byte[] sequence(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] content = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, content, at, part.length);
            at += part.length;
        }
        return tagged(SEQUENCE, content);
    }

    /** Of fewer than 128 bytes, as all here are. */
    private static byte[] tagged(int tag, byte[] content) {
        byte[] der = new byte[content.length + 2];
        der[0] = (byte) tag;
        der[1] = (byte) content.length;
        System.arraycopy(content, 0, der, 2, content.length);
        return der;
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int at = 0; at + part.length <= all.length; at++) {
            if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    private static IllegalArgumentException anotherCurve() {
        return new IllegalArgumentException("the private key is of another kind or on another curve" + EXPECTED);
    }

    /** The signature of a JWT's first two parts: both numbers as 32 bytes, as ES256 wants it. */
    byte[] sign(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(text.getBytes(US_ASCII));
            return signature.sign();
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("a key that was checked cannot sign");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java signs by ES256", e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[********]";
    }
}
