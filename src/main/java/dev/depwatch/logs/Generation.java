package dev.depwatch.logs;

/**
 * Which file a position lies in. Content decides; the file key (device and inode) only finds the candidate quickly, for
 * a reboot may change a device number and a gzip changes the inode. It decides alone where nothing has been read yet.
 *
 * @param fileKey the file system's key of the file, "" where it has none
 * @param headLength how many of the file's first bytes {@code headHash} covers, at most 1024
 * @param headHash hash of the file's first bytes
 * @param beforeLength how many bytes before the offset {@code beforeHash} covers, at most 1024
 * @param beforeHash hash of the bytes before the offset
 */
public record Generation(String fileKey, int headLength, String headHash, int beforeLength, String beforeHash) {}
