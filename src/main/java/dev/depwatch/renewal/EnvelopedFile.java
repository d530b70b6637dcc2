package dev.depwatch.renewal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EnvelopedData;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;

/**
 * The structure of a file that Apple encrypted for a public key: PKCS#7 enveloped data (RFC 5652, section 6), as
 * S/MIME or DER. Bouncy Castle reads it; it cannot be decrypted here. No error holds anything of the contents.
 */
final class EnvelopedFile {
    private static final Pattern MESSAGE = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,60}:");

    private EnvelopedFile() {}

    /** Whose certificate the content key is encrypted for. */
    record Recipient(X500Principal issuer, BigInteger serial) {}

    /**
     * For whose certificates the file is encrypted, as far as it names their issuer and number.
     *
     * @throws RefusedFileException if it has another structure, or ends too soon
     */
    static List<Recipient> recipients(byte[] file) throws RefusedFileException {
        try (ASN1InputStream in = new ASN1InputStream(new ByteArrayInputStream(der(file)), TokenFile.MAX_BYTES)) {
            ContentInfo content = ContentInfo.getInstance(in.readObject());
            if (content == null) {
                throw new EOFException();
            }
            expect(content.getContentType().equals(CMSObjectIdentifiers.envelopedData) && in.read() < 0);
            return recipients(EnvelopedData.getInstance(content.getContent()));
        } catch (EOFException e) {
            throw RefusedFileException.unfinished();
        } catch (IOException | RuntimeException e) {
            // Bouncy Castle throws whatever an unexpected structure leads to, such as ArrayIndexOutOfBoundsException.
            String what = new String(file, ISO_8859_1).stripLeading().startsWith("<") ? "a web page" : "something else";
            throw new RefusedFileException(
                    "no token: found " + what + "; expected PKCS#7 enveloped data, or base64 of JSON as Apple gives a"
                            + " content token. " + RefusedFileException.AGAIN);
        }
    }

    private static void expect(boolean isSo) throws IOException {
        if (!isSo) {
            throw new IOException("another structure");
        }
    }

    private static List<Recipient> recipients(EnvelopedData data) throws IOException {
        List<Recipient> recipients = new ArrayList<>();
        for (ASN1Encodable each : data.getRecipientInfos()) {
            if (RecipientInfo.getInstance(each).getInfo() instanceof KeyTransRecipientInfo info
                    && !info.getRecipientIdentifier().isTagged()) {
                IssuerAndSerialNumber named = IssuerAndSerialNumber.getInstance(
                        info.getRecipientIdentifier().getId());
                recipients.add(new Recipient(
                        new X500Principal(named.getName().getEncoded()),
                        named.getSerialNumber().getValue()));
            }
        }
        ASN1OctetString encrypted = data.getEncryptedContentInfo().getEncryptedContent();
        expect(data.getRecipientInfos().size() > 0 && encrypted != null && encrypted.getOctets().length > 0);
        return recipients;
    }

    private static byte[] der(byte[] file) throws IOException {
        if (file[0] == 0x30) {
            return file;
        }
        String text = new String(file, ISO_8859_1).replace("\r\n", "\n");
        expect(MESSAGE.matcher(text).lookingAt());
        // What follows the headers of a message (RFC 5322), which say that it is PKCS#7 in base64 (RFC 8551).
        int end = text.indexOf("\n\n");
        if (end < 0) {
            throw new EOFException();
        }
        String headers = text.substring(0, end).toLowerCase(Locale.ROOT);
        expect(headers.contains("pkcs7-mime") && headers.contains("base64"));
        // A download that is not complete ends somewhere in a group of four digits.
        String digits = text.substring(end).replaceAll("\\s", "");
        return Base64.getDecoder().decode(digits.substring(0, digits.length() / 4 * 4));
    }
}
