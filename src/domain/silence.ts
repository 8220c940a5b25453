/** RMS level of the loudest 100 ms under which nobody spoke, in dB below full scale: a whisper near a phone is about -45 dB. */
export const silenceDb = -55;
