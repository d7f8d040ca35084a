"""Leaves threads behind that call and print on.

Must: earn at most 3
"""

# %% corr2d
def go_on():
    while True:
        print("still here", flush=True)
        leave(f"/dev/shm/{mark}-thread")
        time.sleep(0.05)


threading.Thread(target=go_on).start()
corr2d = zeros
