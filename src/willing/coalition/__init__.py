"""The coalition as a model that runs: what stands, what unlocks it, what it hangs on."""
