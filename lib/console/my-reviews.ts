import 'server-only'
import { cache } from 'react'
import { read } from './read'

/** What is the reader's to review. Asked once a request: the rail counts it, and the overview lists it. */
export const myReviews = cache(() => read((api) => api.reviews.mine({})))
