package dev.depwatch.renewal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EnvelopedData;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.bouncycastle.asn1.cms.RecipientInfo;

/**
 * The structure of a file that Apple encrypted for a public key: PKCS#7 enveloped data (RFC 5652, section 6), as
 * S/MIME, PEM or DER. Bouncy Castle reads it; it cannot be decrypted here. No error holds anything of the contents.
 *
 * @param recipients for whose certificates it is encrypted
 */
record EnvelopedFile(List<Recipient> recipients) {
    private static final Map<String, String> OTHER_CONTENTS = Map.of(
            "1.2.840.113549.1.7.1", "plain data",
            "1.2.840.113549.1.7.2", "signed data, such as a certificate",
            "1.2.840.113549.1.7.5", "a digest",
            "1.2.840.113549.1.7.6", "encrypted data without a recipient");

    private static final String ENVELOPED = "1.2.840.113549.1.7.3";
    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN (PKCS7|CMS)-----(.*?)(-----END .*)?", Pattern.DOTALL);
    private static final Pattern HEADER = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,60}:.*");

    EnvelopedFile {
        recipients = List.copyOf(recipients);
    }

    /** Whose certificate the content key is encrypted for, in one of the two ways of naming it; the other is empty. */
    record Recipient(Optional<X500Principal> issuer, Optional<BigInteger> serial, String keyId) {}

    /** Why a file is none. */
    static final class NotEnvelopedException extends Exception {
        private final boolean unfinished;
        private final String found;

        NotEnvelopedException(boolean unfinished, String found) {
            super(found);
            this.unfinished = unfinished;
            this.found = found;
        }

        boolean isUnfinished() {
            return unfinished;
        }

        String found() {
            return found;
        }
    }

    static EnvelopedFile of(byte[] file) throws NotEnvelopedException {
        byte[] der = der(file);
        ContentInfo content;
        try {
            content = ContentInfo.getInstance(whole(der));
            if (content == null) {
                throw new NotEnvelopedException(false, "found nothing");
            }
        } catch (RuntimeException e) {
            // Bouncy Castle throws whatever an unexpected structure leads to, such as ArrayIndexOutOfBoundsException.
            throw new NotEnvelopedException(false, "found ASN.1 that is no PKCS#7");
        }
        ASN1ObjectIdentifier type = content.getContentType();
        if (!type.getId().equals(ENVELOPED)) {
            throw new NotEnvelopedException(
                    false, "found " + OTHER_CONTENTS.getOrDefault(type.getId(), "PKCS#7 of another type"));
        }
        try {
            return new EnvelopedFile(recipients(EnvelopedData.getInstance(content.getContent())));
        } catch (RuntimeException e) {
            throw new NotEnvelopedException(false, "found enveloped data with a structure that is not known");
        }
    }

    private static List<Recipient> recipients(EnvelopedData data) throws NotEnvelopedException {
        List<Recipient> recipients = new ArrayList<>();
        for (ASN1Encodable each : data.getRecipientInfos()) {
            if (RecipientInfo.getInstance(each).getInfo() instanceof KeyTransRecipientInfo info) {
                recipient(info.getRecipientIdentifier()).ifPresent(recipients::add);
            }
        }
        ASN1OctetString encrypted = data.getEncryptedContentInfo().getEncryptedContent();
        if (recipients.isEmpty() || encrypted == null || encrypted.getOctets().length == 0) {
            throw new NotEnvelopedException(false, "found enveloped data without a recipient or a content");
        }
        return recipients;
    }

    private static Optional<Recipient> recipient(RecipientIdentifier identifier) {
        try {
            if (identifier.isTagged()) {
                byte[] id = ASN1OctetString.getInstance(identifier.getId()).getOctets();
                return Optional.of(new Recipient(Optional.empty(), Optional.empty(), PublicKey.hex(id)));
            }
            IssuerAndSerialNumber named = IssuerAndSerialNumber.getInstance(identifier.getId());
            return Optional.of(new Recipient(
                    Optional.of(new X500Principal(named.getName().getEncoded())),
                    Optional.of(named.getSerialNumber().getValue()),
                    ""));
        } catch (IOException e) {
            throw new IllegalArgumentException("a name that cannot be encoded");
        }
    }

    /** One object and nothing after it. */
    private static ASN1Primitive whole(byte[] der) throws NotEnvelopedException {
        try (ASN1InputStream in = new ASN1InputStream(new ByteArrayInputStream(der), der.length)) {
            ASN1Primitive object = in.readObject();
            if (object == null) {
                throw new NotEnvelopedException(true, "found nothing");
            }
            if (in.read() >= 0) {
                throw new NotEnvelopedException(false, "found more after the end of the data");
            }
            return object;
        } catch (EOFException e) {
            throw new NotEnvelopedException(true, "found the beginning of it only");
        } catch (IOException | RuntimeException e) {
            throw new NotEnvelopedException(isCut(der), "found something that is no ASN.1");
        }
    }

    /** Whether the first object claims more bytes than the file has (X.690, 8.1.3). */
    private static boolean isCut(byte[] der) {
        if (der.length < 2) {
            return true;
        }
        int first = der[1] & 0xFF;
        if (first < 0x80) {
            return first > der.length - 2;
        }
        int bytes = first & 0x7F;
        if (bytes == 0) {
            // Without a length, two zero bytes end it (8.1.5).
            return der[der.length - 1] != 0 || der[der.length - 2] != 0;
        }
        if (bytes > 4) {
            return false;
        }
        if (der.length < 2 + bytes) {
            return true;
        }
        long length = new BigInteger(1, Arrays.copyOfRange(der, 2, 2 + bytes)).longValue();
        return length > der.length - 2 - bytes;
    }

    private static byte[] der(byte[] file) throws NotEnvelopedException {
        if (file.length == 0) {
            throw new NotEnvelopedException(true, "found nothing");
        }
        if (file[0] == 0x30) {
            return file;
        }
        String text = new String(file, ISO_8859_1);
        Matcher pem = PEM.matcher(text);
        if (pem.matches()) {
            return decoded(pem.group(2));
        }
        if (text.lines()
                .findFirst()
                .filter(line -> HEADER.matcher(line).matches())
                .isPresent()) {
            return decoded(bodyOfMessage(text));
        }
        throw new NotEnvelopedException(false, found(text));
    }

    /** What follows the headers of a message (RFC 5322), which say that it is PKCS#7 in base64 (RFC 8551). */
    private static String bodyOfMessage(String text) throws NotEnvelopedException {
        String unix = text.replace("\r\n", "\n");
        int end = unix.indexOf("\n\n");
        String headers = (end < 0 ? unix : unix.substring(0, end)).toLowerCase(Locale.ROOT);
        if (end < 0) {
            throw new NotEnvelopedException(true, "found headers only");
        }
        if (!headers.contains("pkcs7-mime") || !headers.contains("base64")) {
            throw new NotEnvelopedException(false, "found a message of another kind");
        }
        return unix.substring(end);
    }

    private static String found(String text) {
        String start = text.stripLeading().toLowerCase(Locale.ROOT);
        if (start.startsWith("<")) {
            return "found a web page";
        }
        if (start.startsWith("{")) {
            return "found JSON: is it a token that was decrypted? Do not keep it";
        }
        if (start.startsWith("-----begin") && start.contains("private key")) {
            return "found a private key: do not keep it here";
        }
        if (start.startsWith("-----begin")) {
            return "found a certificate or a key";
        }
        return "found something else";
    }

    private static byte[] decoded(String base64) throws NotEnvelopedException {
        String digits = base64.replaceAll("\\s", "");
        if (digits.isEmpty()) {
            throw new NotEnvelopedException(true, "found nothing");
        }
        if (!digits.matches("[A-Za-z0-9+/]*={0,2}")) {
            throw new NotEnvelopedException(false, "found something that is no base64");
        }
        int whole = digits.length() - digits.length() % 4;
        try {
            return Base64.getDecoder().decode(digits.substring(0, whole));
        } catch (IllegalArgumentException e) {
            throw new NotEnvelopedException(false, "found something that is no base64");
        }
    }
}
